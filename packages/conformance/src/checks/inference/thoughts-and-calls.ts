import type { CheckContext } from "../../check/context.ts";
import { expectThat, isRecord } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import { ask, type Kind } from "./ask.ts";
import { type Frame, framesOf, joinedText, joinedThinking, messageOf } from "./frames.ts";

/** An answer of a model that thinks before it. */
export function thought(context: CheckContext, kind: Kind, stream: boolean): Promise<Answer> {
  const model = context.models.with("thinking");
  return context.once(`thinking ${stream ? "stream" : "answer"} of ${kind}`, () =>
    ask(context, kind, "How many legs do two cats have?", { model, stream, think: true, options: { num_predict: 32 } }),
  );
}

/** Frames of a stream with thinking. Throws {@link NotApplicable} if the model did not think. */
export async function thinkingFrames(context: CheckContext, kind: Kind) {
  const answer = await thought(context, kind, true);
  const frames = framesOf(answer);
  const tags = /<\/?think(?:ing)?>/.exec(joinedText(kind, frames));
  expectThat(tags === null, `the model's thoughts stand in the text: it has ${tags?.[0]}`, answer);
  if (joinedThinking(kind, frames) === "") throw new NotApplicable("the model did not think");
  return { frames, answer };
}

/** A tool as applications offer it. */
export const weather = {
  type: "function",
  function: {
    name: "get_current_weather",
    description: "Get the current weather of a city.",
    parameters: {
      type: "object",
      properties: {
        city: { type: "string", description: "The city, such as Paris." },
        days: { type: "integer", description: "How many days ahead." },
      },
      required: ["city"],
    },
  },
};

/** A second one. */
export const clock = {
  type: "function",
  function: {
    name: "get_time",
    description: "Get the time of day in a city.",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

/** An answer of a model that was offered tools, and asked something that it needs them for. */
export function calling(context: CheckContext, stream: boolean): Promise<Answer> {
  const model = context.models.with("tools");
  const text = "What is the weather in Paris, and what time is it there? Explain, then use both tools.";
  return context.once(`tool calls of a ${stream ? "stream" : "chat"}`, () =>
    ask(context, "chat", text, { model, stream, tools: [weather, clock], options: { num_predict: 96 } }),
  );
}

/** The tool calls of a frame of a chat. */
export function callsOf(frame: Frame): Frame[] {
  const { tool_calls: calls } = messageOf(frame);
  return Array.isArray(calls) ? calls.filter(isRecord) : [];
}

/** Frames of a stream with tool calls. Throws {@link NotApplicable} if the model called no tool. */
export async function callingFrames(context: CheckContext) {
  const answer = await calling(context, true);
  const frames = framesOf(answer);
  const calls = frames.flatMap(callsOf);
  if (calls.length === 0) throw new NotApplicable("the model called no tool");
  return { frames, calls, answer };
}
