import type { RequirementId } from "@cria/spec";
import { type Check, check, type Need } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectThat } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { askObject, user } from "./v1/ask.ts";
import { accepts, refuses } from "./v1/chat.ts";
import { expectMessage } from "./v1/errors.ts";
import { picture } from "./v1/images.ts";
import { at, textOr } from "./v1/json.ts";
import { renderedChat } from "./v1/rendered-chat.ts";
import { nested, weather } from "./v1/tools.ts";

const hello = user("Hello");
const text = (content: unknown) => ({ type: "text", text: content });

const call = (args: string, more: object = {}) => ({
  role: "assistant",
  content: null,
  tool_calls: [{ id: "call_1", type: "function", function: { name: "get_weather", arguments: args } }],
  ...more,
});
const args = '{"city":"Paris"}';
const result = { role: "tool", tool_call_id: "call_1", content: "It rains." };

/** Messages that are taken. */
function taken(id: RequirementId, ability: Need, ...histories: readonly (readonly object[])[]): Check {
  return check(id, [ability], async (context) => {
    const model = ability === "model" ? context.model : context.models.with(ability as "tools");
    for (const messages of histories) await accepts(context, { model, messages });
  });
}

/** A last message that is refused with 400. */
function refused(id: RequirementId, ...messages: readonly object[]): Check {
  return check(id, ["model"], async (context) => {
    for (const message of messages) await refuses(context, { messages: [hello, message] });
  });
}

/** Messages that are refused, and what is said of them. */
function told(id: RequirementId, ...cases: readonly (readonly [message: object, said: string | RegExp])[]): Check {
  return check(id, ["model"], async (context) => {
    for (const [message, said] of cases) expectMessage(await refuses(context, { messages: [hello, message] }), said);
  });
}

const oddContents = [
  [1, "float64"],
  [true, "bool"],
  [{}, "map[string]interface {}"],
] as const;

const badParts = [user([text(5)]), user([{ type: "file", file: {} }])];

/** What the tools' model is shown for messages. */
function shown(context: CheckContext, messages: readonly object[]): Promise<string> {
  return renderedChat(context, { model: context.models.with("tools"), messages, tools: nested(weather) });
}

export const openaiChatMessages = [
  taken("openai-chat-messages.role-any-case", "model", [{ role: "USER", content: "Hello" }]),
  taken("openai-chat-messages.developer-role", "model", [{ role: "developer", content: "Be brief." }, hello]),
  taken("openai-chat-messages.text-parts", "model", [user([text("Hello "), text("there")])]),
  check("openai-chat-messages.text-part-equals-string", ["model"], async (context) => {
    const [parts, string] = [[user([text("A purple llama")])], [user("A purple llama")]];
    const messages = await renderedChat(context, { messages: parts });
    expectEqual(messages, await renderedChat(context, { messages: string }), "the prompt of a text part");
  }),
  taken("openai-chat-messages.image-parts", "vision", [
    user([text("What is this?"), { type: "image_url", image_url: { url: picture } }]),
  ]),
  taken("openai-chat-messages.image-part-string", "vision", [
    user([text("What is this?"), { type: "image_url", image_url: picture }]),
  ]),
  refused("openai-chat-messages.text-not-string-400", user([text(5)])),
  refused("openai-chat-messages.unknown-part-400", user([{ type: "file", file: { file_id: "x" } }])),
  told("openai-chat-messages.bad-part-text", ...badParts.map((part) => [part, "invalid message format"] as const)),
  told("openai-chat-messages.input-audio-not-object", [
    user([{ type: "input_audio", input_audio: "x" }]),
    "invalid input_audio format",
  ]),
  told("openai-chat-messages.input-audio-no-data", [
    user([{ type: "input_audio", input_audio: {} }]),
    "invalid input_audio format: missing data",
  ]),
  told("openai-chat-messages.input-audio-base64", [
    user([{ type: "input_audio", input_audio: { data: "###" } }]),
    /^invalid input_audio base64 data: /,
  ]),
  taken("openai-chat-messages.null-content-with-tool-calls", "tools", [hello, call(args), result]),
  taken("openai-chat-messages.absent-content-with-tool-calls", "tools", [
    hello,
    call(args, { content: undefined }),
    result,
  ]),
  refused("openai-chat-messages.null-content-400", { role: "assistant", content: null }),
  told("openai-chat-messages.null-content-text", [user(null), "invalid message content type: <nil>"]),
  refused("openai-chat-messages.number-content-400", ...oddContents.map(([content]) => user(content))),
  told(
    "openai-chat-messages.number-content-text",
    ...oddContents.map(([content, type]) => [user(content), `invalid message content type: ${type}`] as const),
  ),
  check("openai-chat-messages.history-arguments-text", ["tools"], async (context) => {
    const prompt = await shown(context, [hello, call('{"city":"Ulaanbaatar"}'), result]);
    expectThat(prompt.includes("Ulaanbaatar"), "the arguments of a call do not reach the prompt");
  }),
  refused("openai-chat-messages.history-arguments-bad-400", call(""), call("[1]"), call("{")),
  told("openai-chat-messages.history-arguments-bad-text", [call("[1]"), "invalid tool call arguments"]),
  taken("openai-chat-messages.tool-result", "tools", [hello, call(args), result]),
  taken("openai-chat-messages.tool-result-parts", "tools", [
    hello,
    call(args),
    { ...result, content: [text("It rains.")] },
  ]),
  check("openai-chat-messages.tool-name-from-id", ["tools"], async (context) => {
    const found = await shown(context, [hello, call(args), result]);
    const given = await shown(context, [hello, call(args), { ...result, name: "get_weather" }]);
    expectEqual(found, given, "the prompt of a result whose tool is found by its call");
  }),
  check("openai-chat-messages.tool-name-given", ["tools"], async (context) => {
    const prompts: string[] = [];
    for (const name of ["alpha_tool", "omega_tool"])
      prompts.push(await shown(context, [hello, call(args), { ...result, name }]));
    if (
      !context.absent.has("chat") &&
      !(await nativePrompt(context, { tool_name: "alpha_tool" })).includes("alpha_tool")
    ) {
      throw new NotApplicable("the model's template does not show the names of tools");
    }
    expectThat(prompts[0]!.includes("alpha_tool"), "the name of a tool does not reach the prompt");
    expectThat(prompts[1]!.includes("omega_tool"), "the name of a tool does not reach the prompt");
  }),
  check("openai-chat-messages.reasoning-history", ["tools"], async (context) => {
    if (!(await nativePrompt(context, { thinking: "a violet thought" })).includes("a violet thought")) {
      throw new NotApplicable("the model's template does not show thoughts");
    }
    const prompt = await shown(context, [hello, call(args, { reasoning: "a violet thought" }), result]);
    expectThat(prompt.includes("a violet thought"), "reasoning of the history does not reach the prompt");
  }),
  taken("openai-chat-messages.no-system", "model", [{ role: "assistant", content: "Hi." }, hello]),
];

/** What `/api/chat` shows for the same history. @param more fields of the call's message and of its result */
async function nativePrompt(context: CheckContext, more: object): Promise<string> {
  const called = { function: { name: "get_weather", arguments: { city: "Paris" } } };
  const { body } = await askObject(context, "/api/chat", {
    model: context.models.with("tools"),
    messages: [
      hello,
      { role: "assistant", tool_calls: [called], ...more },
      { role: "tool", content: "It rains.", ...more },
    ],
    tools: nested(weather),
    stream: false,
    _debug_render_only: true,
  });
  return textOr(at(body, "_debug_info", "rendered_template"));
}
