import type { RequirementId } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectThat } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { modelWithout } from "./inference/ask.ts";
import { type Fields, question, type Said, user } from "./v1/ask.ts";
import { before, stopIn } from "./v1/chat.ts";
import { expectMessage } from "./v1/errors.ts";
import { pictures } from "./v1/images.ts";
import { at, expectCount, objectsAt } from "./v1/json.ts";
import {
  accepts,
  blocksOf,
  body,
  declared,
  message,
  path,
  refuses,
  textOf,
  thinkingFields,
  thought,
} from "./v1/messages.ts";
import { nativeText } from "./v1/native-text.ts";
import { weather } from "./v1/tools.ts";

const text = (value: unknown) => ({ type: "text", text: value });
const assistant = (content: unknown) => ({ role: "assistant", content });
const use = { type: "tool_use", id: "toolu_1", name: "get_weather", input: { city: "Paris" } };
const result = (more: object) => ({ type: "tool_result", tool_use_id: "toolu_1", ...more });
const image = (source: object) => ({ type: "image", source });
const png = { type: "base64", media_type: "image/png", data: pictures.png };
const hello = user("Hello");

/** Messages that are taken. */
function taken(
  id: RequirementId,
  need: "model" | "tools" | "vision",
  ...histories: readonly (readonly object[])[]
): Check {
  return check(id, [need], async (context) => {
    const model = need === "model" ? context.model : context.models.with(need);
    for (const messages of histories) await accepts(context, { model, messages });
  });
}

/** Fields that are taken. */
function takes(id: RequirementId, ...cases: readonly Fields[]): Check {
  return check(id, ["model"], async (context) => {
    for (const fields of cases) await accepts(context, fields);
  });
}

/** A last message that is refused with 400. */
function refused(id: RequirementId, ...messages: readonly object[]): Check {
  return check(id, ["model"], async (context) => {
    for (const last of messages) await refuses(context, { messages: [hello, last] });
  });
}

const inputTokens = ({ answer, body }: Said) =>
  expectCount(at(body, "usage", "input_tokens"), "usage.input_tokens", answer);

/** Two requests whose prompts are the same have the same count and, at temperature 0, the same text. */
async function expectSame(context: CheckContext, one: Fields, other: Fields): Promise<void> {
  const [first, second] = [await message(context, one), await message(context, other)];
  expectEqual(inputTokens(first), inputTokens(second), "usage.input_tokens", first.answer);
  expectEqual(textOf(first), textOf(second), "the text", first.answer);
}

/** How many thinking blocks an answer of a model that can think has. */
async function thoughts(context: CheckContext, more: Fields): Promise<number> {
  return blocksOf(await message(context, { ...thinkingFields(context), ...more }), "thinking").length;
}

export const anthropicRequest = [
  check("anthropic-request.max-tokens", ["model"], async (context) => {
    for (const max_tokens of [1, 2]) {
      const { answer, body } = await message(context, { max_tokens });
      const tokens = expectCount(at(body, "usage", "output_tokens"), "usage.output_tokens", answer);
      expectThat(tokens <= max_tokens, `${tokens} tokens were generated where ${max_tokens} were allowed`, answer);
    }
  }),
  taken("anthropic-request.string-content", "model", [hello]),
  taken("anthropic-request.text-blocks", "model", [user([text("Hello "), text("there")])]),
  check("anthropic-request.text-blocks-join", ["model"], (context) =>
    expectSame(
      context,
      { messages: [user([text("Tell me "), text("a story")])] },
      { messages: [user("Tell me a story")] },
    ),
  ),
  takes("anthropic-request.system-string", { system: "Be brief." }),
  takes("anthropic-request.system-blocks", {
    system: [{ ...text("Be brief."), cache_control: { type: "ephemeral" } }],
  }),
  check("anthropic-request.system-reaches-prompt", ["model"], async (context) => {
    const plain = await message(context, { max_tokens: 1 });
    const system = "Answer in the words of a very old llama that has seen all of the world.";
    for (const given of [system, [text(system)]]) {
      const said = await message(context, { max_tokens: 1, system: given });
      const [less, more] = [inputTokens(plain), inputTokens(said)];
      expectThat(more > less, `with system there are ${more} input tokens, without ${less}`, said.answer);
    }
  }),
  taken("anthropic-request.system-role", "model", [{ role: "system", content: "Be brief." }, hello]),
  taken("anthropic-request.role-any-case", "model", [{ role: "USER", content: "Hello" }]),
  check("anthropic-request.system-empty", ["model"], async (context) => {
    for (const system of ["", []]) await expectSame(context, { system }, {});
  }),
  check("anthropic-request.stop-sequences", ["model"], async (context) => {
    const whole = textOf(await message(context));
    const stop = stopIn(whole);
    const said = await message(context, { stop_sequences: ["\u0001never", stop] });
    expectEqual(textOf(said), before(whole, stop), "the text before the stop sequence", said.answer);
  }),
  check("anthropic-request.stop-sequences-empty", ["model"], (context) =>
    expectSame(context, { stop_sequences: [] }, {}),
  ),
  check("anthropic-request.temperature-zero", ["model"], async (context) => {
    const answer = await context.client.post(path, body(context));
    const texts = objectsAt(answer.json, "content").map((block) => block.text ?? "");
    expectEqual(texts.join(""), textOf(await message(context)), "the text of the second answer", answer);
  }),
  takes("anthropic-request.ignored-fields", {
    metadata: { user_id: "someone" },
    tool_choice: { type: "auto" },
    cache_control: { type: "ephemeral" },
    service_tier: "auto",
    context_management: { edits: [] },
    container: "container_1",
    mcp_servers: [],
  }),
  taken("anthropic-request.image-base64", "vision", [user([text("What is this?"), image(png)])]),
  refused("anthropic-request.image-url-400", user([image({ type: "url", url: "https://localhost/llama.png" })])),
  check("anthropic-request.image-url-text", ["model"], async (context) => {
    const messages = [user([image({ type: "url", url: "https://localhost/llama.png" })])];
    const answer = await refuses(context, { messages });
    expectMessage(answer, /invalid image source type: url\. Only base64 images are supported\./);
  }),
  refused("anthropic-request.image-bad-base64-400", user([image({ ...png, data: "###" })])),
  refused("anthropic-request.image-no-source-400", user([{ type: "image" }])),
  taken("anthropic-request.tool-use-history", "tools", [hello, assistant([use]), user([result({ content: "Rain." })])]),
  refused(
    "anthropic-request.tool-use-without-id-400",
    assistant([{ ...use, id: undefined }]),
    assistant([{ ...use, id: "" }]),
  ),
  refused(
    "anthropic-request.tool-use-without-name-400",
    assistant([{ ...use, name: undefined }]),
    assistant([{ ...use, name: "" }]),
  ),
  taken("anthropic-request.tool-result-string", "tools", [
    hello,
    assistant([use]),
    user([result({ content: "Rain." })]),
  ]),
  taken("anthropic-request.tool-result-blocks", "tools", [
    hello,
    assistant([use]),
    user([result({ content: [text("Rain.")] })]),
  ]),
  taken("anthropic-request.tool-result-error-flag", "tools", [
    hello,
    assistant([use]),
    user([result({ content: "No.", is_error: true })]),
  ]),
  taken("anthropic-request.tool-result-beside-text", "tools", [
    hello,
    assistant([use]),
    user([result({ content: "Rain." }), text("And now?")]),
  ]),
  check("anthropic-request.tool-results-first", ["tools"], async (context) => {
    const model = context.models.with("tools");
    const [done, more] = [result({ content: "Rain." }), text("And now?")];
    const history = (last: readonly object[]) => ({ model, messages: [hello, assistant([use]), user(last)] });
    await expectSame(context, history([more, done]), history([done, more]));
  }),
  taken(
    "anthropic-request.thinking-history",
    "model",
    ...[{}, { signature: "abc" }].map((more) => [
      hello,
      assistant([{ type: "thinking", thinking: "They greet.", ...more }, text("Hello.")]),
      user("Go on."),
    ]),
  ),
  taken("anthropic-request.unknown-block-ignored", "model", [
    user([text("Hello"), { type: "redacted_thinking", data: "x" }, { type: "unheard_of" }]),
  ]),
  refused("anthropic-request.absent-content-400", { role: "user" }),
  taken("anthropic-request.null-content", "model", [user(null), hello]),
  check("anthropic-request.thinking-enabled", ["thinking"], async (context) => {
    expectThat((await thoughts(context, {})) > 0, "the model did not think");
  }),
  check("anthropic-request.thinking-disabled", ["thinking"], async (context) => {
    expectEqual(await thoughts(context, { thinking: { type: "disabled" } }), 0, "the number of thinking blocks");
  }),
  check("anthropic-request.thinking-unsupported", ["model"], async (context) => {
    const model = modelWithout(context, "thinking");
    await accepts(context, { model, thinking: { type: "enabled", budget_tokens: 1024 } });
  }),
  takes("anthropic-request.thinking-adaptive", { thinking: { type: "adaptive" } }),
  takes(
    "anthropic-request.effort",
    ...["low", "medium", "high", "max", "xhigh", "HIGH", "bogus", ""].map((effort) => ({ output_config: { effort } })),
  ),
  check("anthropic-request.effort-thinks", ["thinking"], async (context) => {
    await thought(context);
    for (const effort of ["low", "medium", "high"]) {
      const found = await thoughts(context, { thinking: undefined, output_config: { effort } });
      expectThat(found > 0, `the model did not think with the effort ${effort}`);
    }
  }),
  check("anthropic-request.thinking-over-effort", ["thinking"], async (context) => {
    const fields = { thinking: { type: "disabled" }, output_config: { effort: "high" } };
    expectEqual(await thoughts(context, fields), 0, "the number of thinking blocks");
  }),
  check("anthropic-request.tools", ["tools"], (context) =>
    accepts(context, { model: context.models.with("tools"), tools: declared(weather) }),
  ),
  check("anthropic-request.tool-type-ignored", ["tools"], (context) =>
    accepts(context, {
      model: context.models.with("tools"),
      tools: declared(weather).map((tool) => ({ ...tool, type: "custom" })),
    }),
  ),
  check("anthropic-request.tool-bad-schema-400", ["tools"], async (context) => {
    const tools = [{ name: "take", input_schema: "none" }];
    await refuses(context, { model: context.models.with("tools"), tools });
  }),
  check("anthropic-request.agrees-with-native", ["model"], async (context) => {
    const said = await message(context, { messages: [user(question)] });
    const text = textOf(said);
    if (text === "") throw new NotApplicable("the model said nothing");
    expectEqual(text, await nativeText(context), "the text", said.answer);
  }),
];
