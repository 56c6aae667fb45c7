import { describe, expect, test } from "bun:test";
import {
  AnthropicMessage,
  type ChatResponse,
  type ContentBlock,
  type MessagesStreamEvent,
  operations,
} from "@cria/spec";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { chatAnswers } from "../api/chat-answers.ts";
import { ApiError } from "../http/error.ts";
import { toMessage } from "./message.ts";
import { errorEvent, MessageEvents } from "./message-events.ts";

const { chunk: Chunk, final: Final } = operations.anthropicMessages;

function parse(frames: readonly ChatResponse[], estimate = 5): MessagesStreamEvent[] {
  const writer = new MessageEvents(estimate);
  const events = frames.flatMap((frame) => writer.convert(frame));
  const parsed: MessagesStreamEvent[] = events.map(({ data }) => JSON.parse(data));
  expect(events.map(({ name }) => name)).toEqual(parsed.map(({ type }) => type));
  return parsed;
}

/** The blocks that a client puts together; throws if an event does not fit. */
function blocksOf(events: readonly MessagesStreamEvent[]): ContentBlock[] {
  const blocks: ContentBlock[] = [];
  let open: ContentBlock | undefined;
  let json = "";
  for (const event of events) {
    if ("index" in event) expect(event.index).toBe(blocks.length);
    if (event.type === "content_block_start") {
      expect(open).toBeUndefined();
      open = event.content_block;
      json = "";
    } else if (event.type === "content_block_delta") {
      const { delta } = event;
      if (delta.type === "text_delta" && open?.type === "text") open.text += delta.text;
      else if (delta.type === "thinking_delta" && open?.type === "thinking") open.thinking += delta.thinking;
      else if (delta.type === "input_json_delta" && open?.type === "tool_use") json += delta.partial_json;
      else throw new Error(`${delta.type} in ${open?.type}`);
    } else if (event.type === "content_block_stop") {
      if (open?.type === "tool_use") open.input = JSON.parse(json);
      blocks.push(open!);
      open = undefined;
    }
  }
  expect(open).toBeUndefined();
  return blocks;
}

test("every stream begins and ends once, and what is between joins to the answer unstreamed", () => {
  fc.assert(
    fc.property(chatAnswers, ({ frames, whole }) => {
      const events = parse(frames);
      const unstreamed = JSON.parse(JSON.stringify(toMessage(whole))) as AnthropicMessage;
      expect(Value.Check(AnthropicMessage, unstreamed)).toBe(true);
      for (const event of events) expect(Value.Check(event === events.at(-1) ? Final : Chunk, event)).toBe(true);
      const middle = events.slice(1, -2);
      expect(middle.every(({ type }) => type.startsWith("content_block_"))).toBe(true);
      expect(blocksOf(middle)).toEqual(unstreamed.content ?? []);
      const [start, delta, stop] = [events[0]!, events.at(-2)!, events.at(-1)!];
      expect([start.type, delta.type, stop.type]).toEqual(["message_start", "message_delta", "message_stop"]);
      if (delta.type !== "message_delta") throw new Error(delta.type);
      expect(delta.delta.stop_reason).toBe(unstreamed.stop_reason!);
      expect(delta.usage).toEqual(unstreamed.usage);
    }),
  );
});

describe("the start", () => {
  const head = { model: "m", created_at: "2026-01-01T00:00:00Z" };
  const message = { role: "assistant", content: "x" };
  test.each<[string, object, number]>([
    ["estimates the prompt", { done: false }, 5],
    ["knows the prompt if it is the end too", { done: true, done_reason: "stop", prompt_eval_count: 9 }, 9],
    ["estimates if nothing was counted", { done: true, done_reason: "stop" }, 5],
  ])("%s", (_, more, input_tokens) => {
    const [start] = parse([{ ...head, message, ...more } as ChatResponse]);
    expect(start).toMatchObject({
      type: "message_start",
      message: { model: "m", content: [], usage: { input_tokens, output_tokens: 0 } },
    });
  });
});

test.each<[string | undefined, boolean, string | undefined]>([
  ["stop", false, "end_turn"],
  ["length", false, "max_tokens"],
  ["length", true, "tool_use"],
  ["load", false, "stop_sequence"],
  [undefined, false, undefined],
])("an answer that ended by %p, calls: %p", (reason, hasCalls, expected) => {
  const call = { id: "c", function: { index: 0, name: "f", arguments: {} } };
  const frame = {
    model: "m",
    created_at: "2026-01-01T00:00:00Z",
    message: { role: "assistant", content: "", ...(hasCalls && { tool_calls: [call] }) },
    done: true,
    ...(reason && { done_reason: reason }),
  } as ChatResponse;
  expect(toMessage(frame).stop_reason).toBe(expected as never);
  expect(parse([frame]).at(-2)).toMatchObject({ delta: expected === undefined ? {} : { stop_reason: expected } });
});

test("a stream that fails says so in an event", () => {
  const { name, data } = errorEvent(new ApiError(503, "busy"));
  expect(name).toBe("error");
  expect(JSON.parse(data)).toEqual({ type: "error", error: { type: "overloaded_error", message: "busy" } });
  expect(Value.Check(Final, JSON.parse(data))).toBe(true);
});
