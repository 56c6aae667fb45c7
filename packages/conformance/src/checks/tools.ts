import { type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectArray, expectEqual, expectError, expectStatus, expectThat, isRecord, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { askWhole, can, modelWithout, prompt, steady } from "./inference/ask.ts";
import { type Frame, framesOf, joinedText, messageOf, objectOf, textOf } from "./inference/frames.ts";
import { calling, callingFrames, callsOf, clock, weather } from "./inference/thoughts-and-calls.ts";

/** Asks for one token with tools: enough to see that they are taken. */
function offer(context: CheckContext, tools: unknown, model = context.models.with("tools")): Promise<Answer> {
  return askWhole(context, "chat", "hi", { model, tools, options: { num_predict: 1 } });
}

async function expectTaken(context: CheckContext, ...tools: readonly unknown[]): Promise<void> {
  for (const tool of tools) expectStatus(await offer(context, [tool]), 200);
}

/** A tool with other parameters. */
const withParameters = (parameters: unknown) => ({ ...weather, function: { ...weather.function, parameters } });

/** The calls of the answer with `stream` false. Throws {@link NotApplicable} if the model called no tool. */
async function wholeCalls(context: CheckContext) {
  const answer = await calling(context, false);
  const object = objectOf(answer);
  const calls = callsOf(object);
  if (calls.length === 0) throw new NotApplicable("the model called no tool");
  return { object, calls, answer };
}

/** Looks at each call, streamed or not. */
async function eachCall(context: CheckContext, verify: (call: Frame, called: Frame, answer: Answer) => void) {
  for (const { calls, answer } of [await callingFrames(context), await wholeCalls(context)]) {
    for (const call of calls) verify(call, isRecord(call.function) ? call.function : {}, answer);
  }
}

/** What the tools that are offered take. */
const argumentsOf: Readonly<Record<string, TSchema>> = {
  [weather.function.name]: Type.Partial(Type.Object({ city: Type.String(), days: Type.Integer() })),
  [clock.function.name]: Type.Partial(Type.Object({ city: Type.String() })),
};

export const tools = [
  check("tools.request.empty-list", ["model"], async (context) => {
    // A model without tools shows best that there is nothing to check.
    const without = context.models.known.find(
      ({ capabilities }) => capabilities.includes("completion") && !capabilities.includes("tools"),
    );
    const model = can(context, context.model, "tools") ? (without?.name ?? context.model) : context.model;
    for (const none of [[], null]) expectStatus(await offer(context, none, model), 200);
  }),
  check("tools.request.unsupported-status", ["model"], async (context) => {
    expectStatus(await offer(context, [weather], modelWithout(context, "tools")), 400);
  }),
  check("tools.request.unsupported-text", ["model"], async (context) => {
    expectError(await offer(context, [weather], modelWithout(context, "tools")), 400, /does not support tools$/);
  }),
  check("tools.request.type-any", ["tools"], (context) => expectTaken(context, weather, clock)),
  check("tools.request.schema-keywords", ["tools"], (context) =>
    expectTaken(
      context,
      withParameters({
        type: "object",
        additionalProperties: false,
        $schema: "http://json-schema.org/draft-07/schema#",
        properties: { city: { type: "string", default: "Paris", minLength: 1, title: "City", format: "city" } },
      }),
    ),
  ),
  check("tools.request.type-list", ["tools"], (context) =>
    expectTaken(context, withParameters({ type: "object", properties: { city: { type: ["string", "null"] } } })),
  ),
  check("tools.request.no-parameters", ["tools"], (context) =>
    expectTaken(context, withParameters(undefined), withParameters({ type: "object", properties: {} })),
  ),
  check("tools.request.not-a-list", ["model"], async ({ client, model }) => {
    for (const wrong of ["weather", 5, true, weather]) {
      const messages = [{ role: "user", content: "hi" }];
      expectError(await client.post("/api/chat", { model, messages, tools: wrong, options: steady }), 400);
    }
  }),
  check("tools.call.arguments-object", ["tools"], (context) =>
    eachCall(context, (_, { arguments: values }, answer) => {
      expectThat(isRecord(values), `the arguments are not an object but ${show(values)}`, answer);
    }),
  ),
  check("tools.call.name", ["tools"], (context) =>
    eachCall(context, (_, { name }, answer) => {
      expectThat(typeof name === "string" && name !== "", `the name is ${show(name)}`, answer);
    }),
  ),
  check("tools.call.list", ["tools"], async (context) => {
    for (const stream of [true, false]) {
      const answer = await calling(context, stream);
      for (const frame of framesOf(answer)) {
        const message = messageOf(frame);
        if (!("tool_calls" in message)) continue;
        const list = expectArray(message.tool_calls, "tool_calls", answer);
        expectThat(list.length > 0, "tool_calls is empty rather than left out", answer);
      }
    }
  }),
  check("tools.call.complete", ["tools"], async (context) => {
    const { calls, answer } = await callingFrames(context);
    for (const call of calls) {
      const { name, arguments: values } = isRecord(call.function) ? call.function : {};
      const whole = typeof name === "string" && name !== "" && (isRecord(values) || isWholeJson(values));
      expectThat(whole, `a call is not whole: ${show(call)}`, answer);
    }
  }),
  check("tools.call.index", ["tools"], async (context) => {
    for (const { calls, answer } of [await callingFrames(context), await wholeCalls(context)]) {
      const indexes = calls.map((call) => (isRecord(call.function) ? call.function.index : undefined));
      expectEqual(indexes, [...calls.keys()], "function.index of the calls", answer);
    }
  }),
  check("tools.call.id", ["tools"], (context) =>
    eachCall(context, ({ id }, _, answer) => {
      expectThat(typeof id === "string" && id !== "", `the id of a call is ${show(id)}`, answer);
    }),
  ),
  check("tools.call.id-unique", ["tools"], async (context) => {
    for (const { calls, answer } of [await callingFrames(context), await wholeCalls(context)]) {
      const ids = calls.map(({ id }) => id).filter((id) => id !== undefined);
      expectEqual(new Set(ids).size, ids.length, "the number of different ids", answer);
    }
  }),
  check("tools.call.content-empty", ["tools"], async (context) => {
    for (const { answer } of [await callingFrames(context), await wholeCalls(context)]) {
      for (const frame of framesOf(answer).filter((each) => callsOf(each).length > 0)) {
        const { content } = messageOf(frame);
        expectThat(typeof content === "string", `content beside tool calls is ${show(content)}`, answer);
      }
    }
  }),
  check("tools.call.not-in-content", ["tools"], async (context) => {
    for (const { calls, answer } of [await callingFrames(context), await wholeCalls(context)]) {
      const text = joinedText("chat", framesOf(answer));
      for (const call of calls) {
        const { name } = isRecord(call.function) ? call.function : {};
        const repeated = typeof name === "string" && name !== "" && text.includes(`"${name}"`);
        expectThat(!repeated, `the text has the call, too: ${show(text)}`, answer);
      }
    }
  }),
  check("tools.call.done-reason", ["tools"], async (context) => {
    for (const { answer } of [await callingFrames(context), await wholeCalls(context)]) {
      const { done_reason: reason } = framesOf(answer).at(-1)!;
      if (reason === "length") throw new NotApplicable("the model was cut off after its call");
      expectEqual(reason, "stop", "done_reason", answer);
    }
  }),
  check("tools.call.argument-types", ["tools"], (context) =>
    eachCall(context, (_, { name, arguments: values }, answer) => {
      const schema = typeof name === "string" ? argumentsOf[name] : undefined;
      if (schema === undefined || !isRecord(values)) return;
      // What the model leaves out or adds is its own matter.
      expectThat(Value.Check(schema, values), `the arguments of ${name} have other types: ${show(values)}`, answer);
    }),
  ),
  check("tools.stream.own-frame", ["tools"], async (context) => {
    const { frames, answer } = await callingFrames(context);
    for (const frame of frames.filter((each) => callsOf(each).length > 0)) {
      const place = frame.done === false || (frame.done === true && frame === frames.at(-1));
      expectThat(place, "tool calls stand in a frame that neither has done false nor is the last", answer);
      const text = textOf("chat", frame);
      expectThat(text === "" || frame.done === true, `a frame with tool calls has the text ${show(text)}`, answer);
    }
  }),
  check("tools.stream.final-after", ["tools"], async (context) => {
    const { frames, answer } = await callingFrames(context);
    const call = frames.findLastIndex((frame) => callsOf(frame).length > 0);
    const done = frames.findIndex((frame) => frame.done === true);
    expectThat(done >= call, `tool calls are in frame ${call + 1}, and done true in frame ${done + 1}`, answer);
  }),
  check("tools.stream.text-first", ["tools"], async (context) => {
    const { frames, answer } = await callingFrames(context);
    const call = frames.findIndex((frame) => callsOf(frame).length > 0);
    const text = joinedText("chat", frames);
    if (text.trim() === "") throw new NotApplicable("the model said nothing before its calls");
    const before = joinedText("chat", frames.slice(0, call + 1));
    expectThat(before !== "", "all of the text comes after the calls", answer);
  }),
  check("tools.unstreamed.in-message", ["tools"], async (context) => {
    const { calls } = await callingFrames(context);
    const answer = await calling(context, false);
    const { message } = objectOf(answer);
    const list = isRecord(message) && Array.isArray(message.tool_calls) ? message.tool_calls : [];
    expectEqual(list.length, calls.length, "the number of calls in message.tool_calls", answer);
  }),
  check("tools.roundtrip.answers", ["tools"], async (context) => {
    const { calls } = await callingFrames(context);
    const results = calls.map(({ function: called }) => ({
      role: "tool",
      tool_name: isRecord(called) ? called.name : "",
      content: "18 degrees, sunny",
    }));
    const messages = [
      { role: "user", content: "What is the weather in Paris?" },
      { role: "assistant", content: "", tool_calls: calls },
      ...results,
    ];
    const model = context.models.with("tools");
    const answer = await askWhole(context, "chat", "", { model, messages, tools: [weather, clock] });
    expectEqual(objectOf(answer).done, true, "done", answer);
    const { content } = messageOf(objectOf(answer));
    expectThat(typeof content === "string", `content is ${show(content)}`, answer);
  }),
  check("tools.without-tools", ["tools"], async (context) => {
    const model = context.models.with("tools");
    const answer = await askWhole(context, "chat", "What is the weather in Paris?", { model });
    expectThat(!("tool_calls" in messageOf(objectOf(answer))), "the answer has tool_calls", answer);
  }),
  check("tools.generate-none", ["model"], async (context) => {
    const answer = await askWhole(context, "generate", prompt, { tools: [weather], options: { num_predict: 4 } });
    expectThat(!("tool_calls" in objectOf(answer)), "the answer has tool_calls", answer);
  }),
];

function isWholeJson(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    return isRecord(JSON.parse(value));
  } catch {
    return false;
  }
}
