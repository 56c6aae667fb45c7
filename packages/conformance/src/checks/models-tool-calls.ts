import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectArray, expectEqual, expectRecord, expectStatus, expectThat, show as print } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { framesOf, messageOf } from "./inference/frames.ts";
import { askChat, only, wholeTemplate } from "./models/written.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Calls stand as they are, in JSON alone. */
const bare = wholeTemplate("");
/** Calls stand behind a tag. */
const tagged = wholeTemplate("<call>");
const explained = "Let me look. <call>get_weather{}";

/** A schema that one object fits. */
function exactly(value: unknown): unknown {
  if (typeof value === "string") return { type: "string", enum: [value] };
  const fields = Object.entries(Object(value) as Fields);
  const properties = Object.fromEntries(fields.map(([name, inner]) => [name, exactly(inner)]));
  return { type: "object", properties, required: fields.map(([name]) => name), additionalProperties: false };
}

/** The message of an answer that was not streamed, and the calls in it. */
function messageAndCalls(answer: Answer) {
  expectStatus(answer, 200);
  const message = expectRecord(expectRecord(answer.json, "the body", answer).message, "message", answer);
  const calls = message.tool_calls === undefined ? [] : expectArray(message.tool_calls, "tool_calls", answer);
  const functions = calls.map((call) => expectRecord(Object(call).function, "function of a call", answer));
  return { message, calls: functions.map(({ name, arguments: given }) => ({ name, arguments: given })) };
}

/** The model writes this object, which is taken for these calls; without them it is content. */
const calls = (written: Fields, expected: readonly Fields[]) => async (context: CheckContext) => {
  const answer = await askChat(context, bare, exactly(written), { stream: false });
  if (answer.status >= 400) throw new NotApplicable(`a schema with such a text is refused: ${answer.text}`);
  const { message, calls: found } = messageAndCalls(answer);
  expectEqual(found, expected, `the calls in ${print(written)}`, answer);
  if (expected.length > 0) expectThat((message.content ?? "") === "", "the call is content as well", answer);
};

const paris = { name: "get_weather", arguments: { city: "Paris" } };

export const modelsToolCalls = [
  check("models-tool-calls.recognised", ["model", "writes"], calls(paris, [paris])),
  check("models-tool-calls.undeclared-is-not-called", ["model", "writes"], calls({ ...paris, name: "get_time" }, [])),
  check(
    "models-tool-calls.parameters-key",
    ["model", "writes"],
    calls({ name: paris.name, parameters: paris.arguments }, [paris]),
  ),
  check("models-tool-calls.text-before", ["model", "writes"], async (context) => {
    const answer = await askChat(context, tagged, only(explained), { stream: false });
    const { message, calls: found } = messageAndCalls(answer);
    expectEqual(String(message.content).trim(), '"Let me look.', "the content", answer);
    expectEqual(found, [{ name: "get_weather", arguments: {} }], "the calls", answer);
  }),
  check("models-tool-calls.json-that-is-no-call", ["model", "writes"], async (context) => {
    const answer = await askChat(context, bare, exactly({ colour: "blue" }), { stream: false });
    const { message, calls: found } = messageAndCalls(answer);
    expectEqual(found, [], "the calls", answer);
    expectEqual(parsed(message.content), { colour: "blue" }, "the content", answer);
  }),
  check("models-tool-calls.split-tag", ["model", "writes"], async (context) => {
    const answer = await askChat(context, tagged, only(explained));
    const contents = framesOf(answer).map((frame) => messageOf(frame).content);
    const text = contents.map((content) => content ?? "").join("");
    expectThat(!/[<>]|call/.test(text), `the content has a piece of the tag: ${print(text)}`, answer);
    expectThat(text.includes("Let me look."), `the content is ${print(text)}`, answer);
  }),
  check("models-tool-calls.braces-in-strings", ["model", "writes"], (context) => {
    const call = { name: "get_weather", arguments: { city: 'a}b{c"]}' } };
    return calls(call, [call])(context);
  }),
];

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}
