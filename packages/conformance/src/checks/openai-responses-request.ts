import type { RequirementId } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectStatus, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { ask, type Fields, question, type Said, user } from "./v1/ask.ts";
import { expectMessage } from "./v1/errors.ts";
import { dataUrl, picture, pictures } from "./v1/images.ts";
import { at, expectCount, expectParses, objectsAt } from "./v1/json.ts";
import { accepts, body, itemsOf, path, refuses, respond, textOf, thought, toolFields } from "./v1/responses.ts";
import { callsOf } from "./v1/tool-calls.ts";
import { flat, weather } from "./v1/tools.ts";

const text = (value: unknown, type = "input_text") => ({ type, text: value });
const functionCall = (args: string) => ({
  type: "function_call",
  call_id: "call_1",
  name: weather.name,
  arguments: args,
});
const output = (value: unknown) => ({ type: "function_call_output", call_id: "call_1", output: value });
const args = '{"city":"Paris"}';
const schema = {
  type: "object",
  properties: { ok: { type: "boolean" } },
  required: ["ok"],
  additionalProperties: false,
};

/** Input that is taken. */
function taken(id: RequirementId, need: "model" | "tools" | "vision", ...inputs: readonly unknown[]): Check {
  return check(id, [need], async (context) => {
    const model = need === "model" ? context.model : context.models.with(need);
    for (const input of inputs) await accepts(context, { model, input });
  });
}

/** Fields that are refused with 400. */
function refused(id: RequirementId, ...cases: readonly Fields[]): Check {
  return check(id, ["model"], async (context) => {
    for (const fields of cases) await refuses(context, fields);
  });
}

function told(id: RequirementId, fields: Fields, said: string | RegExp): Check {
  return check(id, ["model"], async (context) => expectMessage(await refuses(context, fields), said));
}

const inputTokens = ({ answer, body }: Said) =>
  expectCount(at(body, "usage", "input_tokens"), "usage.input_tokens", answer);

/** Two requests whose prompts are the same have the same count and, at temperature 0, the same text. */
async function expectSame(context: CheckContext, one: Fields, other: Fields): Promise<void> {
  const [first, second] = [await respond(context, one), await respond(context, other)];
  expectEqual(inputTokens(first), inputTokens(second), "usage.input_tokens", first.answer);
  expectEqual(textOf(first), textOf(second), "the text", first.answer);
}

export const openaiResponsesRequest = [
  check("openai-responses-request.string-input", ["model"], (context) =>
    expectSame(context, {}, { input: [{ type: "message", role: "user", content: question }] }),
  ),
  taken("openai-responses-request.item-list", "model", [{ type: "message", role: "user", content: "Hello" }]),
  refused("openai-responses-request.input-wrong-type-400", { input: 5 }, { input: true }, { input: {} }),
  told("openai-responses-request.input-wrong-type-text", { input: 5 }, /input must be a string or array/),
  check("openai-responses-request.input-empty", ["model"], async (context) => {
    for (const input of [undefined, "", []]) expectStatus(await ask(context, path, body(context, { input })), 200, 400);
  }),
  check("openai-responses-request.instructions", ["model"], (context) =>
    expectSame(
      context,
      { instructions: "Answer in French, always." },
      { input: [{ role: "system", content: "Answer in French, always." }, user(question)] },
    ),
  ),
  taken(
    "openai-responses-request.role-developer",
    "model",
    ...["developer", "system"].map((role) => [{ type: "message", role, content: "Be brief." }, user("Hello")]),
  ),
  refused("openai-responses-request.instructions-not-string-400", { instructions: 5 }),
  check("openai-responses-request.max-output-tokens", ["model"], async (context) => {
    for (const max_output_tokens of [1, 2]) {
      const { answer, body } = await respond(context, { max_output_tokens });
      const tokens = expectCount(at(body, "usage", "output_tokens"), "usage.output_tokens", answer);
      expectThat(tokens <= max_output_tokens, `${tokens} tokens where ${max_output_tokens} were allowed`, answer);
    }
  }),
  check("openai-responses-request.temperature-zero", ["model"], async (context) => {
    const answer = await context.client.post(path, body(context));
    const again = { answer, body: expectRecord(answer.json, "the body", answer) };
    expectEqual(textOf(again), textOf(await respond(context)), "the text of the second answer", answer);
  }),
  check("openai-responses-request.json-schema", ["model"], async (context) => {
    const format = { type: "json_schema", name: "answer", schema };
    const said = await respond(context, { text: { format }, max_output_tokens: 48 });
    if (at(said.body, "usage", "output_tokens") === 48) throw new NotApplicable("the answer was cut");
    const value = expectParses(textOf(said), "the text", said.answer);
    expectThat(typeof at(value, "ok") === "boolean", `${show(value)} does not fit the schema`, said.answer);
  }),
  check("openai-responses-request.text-format-text", ["model"], (context) =>
    expectSame(context, { text: { format: { type: "text" } } }, {}),
  ),
  check("openai-responses-request.ignored-fields", ["model"], (context) =>
    accepts(context, {
      store: true,
      metadata: { key: "value" },
      user: "someone",
      service_tier: "auto",
      parallel_tool_calls: false,
      tool_choice: "auto",
      prompt_cache_key: "key",
      include: ["reasoning.encrypted_content"],
    }),
  ),
  check("openai-responses-request.previous-response-id", ["model"], async (context) => {
    const fields = { previous_response_id: "resp_absent", max_output_tokens: 1 };
    expectStatus(await ask(context, path, body(context, fields)), 200, 400, 404);
  }),
  refused("openai-responses-request.include-not-list-400", { include: "all" }, { include: [5] }),
  taken("openai-responses-request.item-without-type", "model", [user("Hello")]),
  refused("openai-responses-request.item-nothing-400", { input: [{ content: "Hello" }] }),
  told(
    "openai-responses-request.item-nothing-text",
    { input: [{ content: "Hello" }] },
    /input item missing required 'type' field/,
  ),
  refused("openai-responses-request.item-unknown-400", { input: [{ type: "telepathy" }] }),
  told(
    "openai-responses-request.item-unknown-text",
    { input: [user("Hello"), { type: "telepathy" }] },
    'input[1]: unknown input item type: "telepathy"',
  ),
  taken("openai-responses-request.message-string", "model", [{ type: "message", role: "user", content: "Hello" }]),
  taken("openai-responses-request.message-parts", "model", [
    user([text("Hello")]),
    { type: "message", role: "assistant", content: [text("Hi.", "output_text")] },
    user([text("How are you?")]),
  ]),
  check("openai-responses-request.parts-join", ["model"], (context) =>
    expectSame(context, { input: [user([text("Tell me "), text("a story")])] }, { input: [user("Tell me a story")] }),
  ),
  taken("openai-responses-request.input-image", "vision", [
    user([text("What is this?"), { type: "input_image", image_url: picture }]),
  ]),
  refused("openai-responses-request.input-file-400", { input: [user([{ type: "input_file", file_id: "x" }])] }),
  told(
    "openai-responses-request.input-file-text",
    { input: [user([{ type: "input_file", file_data: dataUrl("text/plain", pictures.png) }])] },
    /file inputs are not currently supported$/,
  ),
  refused("openai-responses-request.part-unknown-400", { input: [user([{ type: "smell" }])] }),
  taken("openai-responses-request.function-call", "tools", [user("Hello"), functionCall(args), output("It rains.")]),
  check("openai-responses-request.function-call-joins", ["tools"], async (context) => {
    // As one message they make a shorter prompt than a message and a call with another between them.
    const model = context.models.with("tools");
    const said = { type: "message", role: "assistant", content: [text("Let me look.", "output_text")] };
    const input = (between: readonly object[]) => [
      user("Hello"),
      said,
      ...between,
      functionCall(args),
      output("Rain."),
    ];
    const joined = await respond(context, { model, input: input([]), max_output_tokens: 1 });
    const apart = await respond(context, { model, input: input([user("")]), max_output_tokens: 1 });
    const [less, more] = [inputTokens(joined), inputTokens(apart)];
    expectThat(less < more, `a call after a message has ${less} tokens, with another between ${more}`, joined.answer);
  }),
  taken("openai-responses-request.function-call-empty-arguments", "tools", [
    user("Hello"),
    functionCall(""),
    output("It rains."),
  ]),
  refused(
    "openai-responses-request.function-call-bad-arguments-400",
    { input: [user("Hello"), functionCall("[1]"), output("x")] },
    { input: [user("Hello"), functionCall("{"), output("x")] },
  ),
  check("openai-responses-request.function-call-output", ["tools"], async (context) => {
    const fields = (said: string) => ({
      model: context.models.with("tools"),
      input: [user("Hello"), functionCall(args), output(said)],
      max_output_tokens: 1,
    });
    const few = await respond(context, fields("Rain."));
    const many = await respond(context, fields("It rains, it snows, it storms and it hails all over the city."));
    const [less, more] = [inputTokens(few), inputTokens(many)];
    expectThat(less < more, `a long result has ${more} tokens, a short one ${less}`, many.answer);
  }),
  taken("openai-responses-request.function-call-output-parts", "tools", [
    user("Hello"),
    functionCall(args),
    output([text("It rains.")]),
  ]),
  check("openai-responses-request.reasoning-item", ["thinking"], async (context) => {
    const said = await thought(context);
    const input = [user(question), ...itemsOf(said, "reasoning"), user("Go on.")];
    await accepts(context, { model: context.models.with("thinking"), input });
  }),
  check("openai-responses-request.output-accepted-as-input", ["model"], async (context) => {
    const input = [user(question), ...objectsAt((await respond(context)).body, "output"), user("Go on.")];
    await accepts(context, { input });
  }),
  check("openai-responses-request.flat-tools", ["tools"], async (context) => {
    // That this model calls these tools in a chat shows that it could here.
    if (!context.absent.has("openaiChatCompletions")) await callsOf(context);
    const said = await respond(context, toolFields(context));
    const names = itemsOf(said, "function_call").map(({ name }) => name);
    expectThat(names.length > 0, "the tools that a chat calls are not called", said.answer);
  }),
  check("openai-responses-request.namespace-tools", ["tools"], (context) =>
    accepts(context, {
      model: context.models.with("tools"),
      tools: [{ type: "namespace", name: "city", tools: flat(weather) }],
    }),
  ),
  check("openai-responses-request.unknown-tool-type", ["tools"], (context) =>
    accepts(context, { model: context.models.with("tools"), tools: [{ type: "local_shell" }] }),
  ),
];
