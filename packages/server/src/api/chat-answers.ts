import type { ChatResponse, ToolCall } from "@cria/spec";
import fc from "fast-check";
import { newCallId } from "../outputs/call-id.ts";
import { chatFrames } from "./chat-frames.ts";

/** How a test's model answers: what it thinks, says and calls, in this order, each in pieces. */
export interface ChatAnswer {
  readonly frames: ChatResponse[];
  /** All frames as one. */
  readonly whole: ChatResponse;
  readonly thinking: string;
  readonly content: string;
  readonly calls: ToolCall[];
  readonly reason: "stop" | "length";
}

const { piece, end, merge } = chatFrames("m");
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 });
const none = { thinking: "", content: "", toolCalls: [] };
const calls = fc
  .array(fc.record({ name: text, values: fc.dictionary(text, fc.jsonValue(), { maxKeys: 3 }) }), { maxLength: 3 })
  .map((made) =>
    made.map(({ name, values }, index) => ({ id: newCallId(), function: { index, name, arguments: values } })),
  );

/** Answers as `/api/chat` streams them. The last frame may hold a piece of text too. */
export const chatAnswers: fc.Arbitrary<ChatAnswer> = fc
  .record({
    thoughts: fc.array(text, { maxLength: 3 }),
    texts: fc.array(text, { maxLength: 3 }),
    late: fc.constantFrom("", ".", "\n"),
    calls,
    reason: fc.constantFrom("stop", "length"),
    metrics: fc.record({ prompt_eval_count: fc.nat(99), eval_count: fc.nat(99) }),
  })
  .map(({ thoughts, texts, late, calls: toolCalls, reason, metrics }) => {
    // Text after calls would be another order.
    const rest = toolCalls.length === 0 ? late : "";
    const frames = [
      ...thoughts.map((thinking) => piece({ ...none, thinking }, undefined)),
      ...texts.map((content) => piece({ ...none, content }, undefined)),
      ...toolCalls.map((call) => piece({ ...none, toolCalls: [call] }, undefined)),
      end({ type: "end", delta: { ...none, content: rest }, reason, metrics, context: undefined }),
    ];
    const content = texts.join("") + rest;
    return { frames, whole: merge(frames), thinking: thoughts.join(""), content, calls: toolCalls, reason };
  });
