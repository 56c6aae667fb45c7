import type { RequirementId } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectThat, show } from "../check/expect.ts";
import { untagged } from "./v1/ask.ts";
import type { Stream } from "./v1/chat.ts";
import { at, expectCount, expectParses, expectSaid, expectText, objectsAt, textOr } from "./v1/json.ts";
import {
  called,
  message,
  messageStream,
  messageStreams,
  textOf,
  thinkingFields,
  thought,
  toolFields,
} from "./v1/messages.ts";

type Event = Record<string, unknown>;

/** A rule of every stream. */
function always(id: RequirementId, verify: (stream: Stream) => void): Check {
  return check(id, ["model"], async (context) => {
    for (const stream of await messageStreams(context)) verify(stream);
  });
}

const of = ({ chunks }: Stream, type: string) => chunks.filter((chunk) => chunk.type === type);

/** Starts of blocks of a type. */
function starts(stream: Stream, type: string): Event[] {
  return of(stream, "content_block_start").filter((event) => at(event, "content_block", "type") === type);
}

/** The deltas of the block of an index. */
function deltasAt(stream: Stream, index: unknown): Event[] {
  return of(stream, "content_block_delta")
    .filter((event) => event.index === index)
    .flatMap(({ delta }) => objectsAt([delta]));
}

/** The one event of a type. */
function only(stream: Stream, type: string): Event {
  const [found, more] = of(stream, type);
  expectThat(found !== undefined && more === undefined, `${stream.what} has not one ${type}`, stream.answer);
  return found;
}

async function toolStream(context: CheckContext): Promise<Stream> {
  await called(context);
  return messageStream(context, toolFields(context), "the stream with tools");
}

async function thinkingStream(context: CheckContext): Promise<Stream> {
  await thought(context);
  return messageStream(context, thinkingFields(context), "the stream with thinking");
}

/** The events of blocks, with the index of the block that is open before each. */
function walk({ chunks }: Stream): { event: Event; open: unknown }[] {
  let open: unknown;
  return chunks.map((event) => {
    const before = open;
    if (event.type === "content_block_start") open = event.index;
    if (event.type === "content_block_stop") open = undefined;
    return { event, open: before };
  });
}

/** What follows the thinking block begins after it has stopped. */
function lastThinkingStop(stream: Stream): number {
  const thinking = starts(stream, "thinking").map(({ index }) => index);
  return stream.chunks.findLastIndex(({ type, index }) => type === "content_block_stop" && thinking.includes(index));
}

export const anthropicStream = [
  always("anthropic-stream.event-line", ({ answer, what }) => {
    const bare = answer.events.filter(({ event }) => event === undefined).length;
    expectEqual(bare, 0, `the number of events of ${what} without an event line`, answer);
  }),
  always("anthropic-stream.event-is-type", ({ answer, chunks }) => {
    const names = answer.events.map(({ event }) => event);
    expectEqual(
      names,
      chunks.map(({ type }) => type),
      "the names of the events",
      answer,
    );
  }),
  always("anthropic-stream.start-first", (stream) => {
    const [first] = stream.chunks.filter(({ type }) => type !== "ping");
    expectEqual(first?.type, "message_start", "the first event", stream.answer);
    only(stream, "message_start");
  }),
  always("anthropic-stream.start-content", (stream) => {
    expectEqual(at(only(stream, "message_start"), "message", "content"), [], "message.content", stream.answer);
  }),
  always("anthropic-stream.start-usage", (stream) => {
    const usage = at(only(stream, "message_start"), "message", "usage");
    for (const field of ["input_tokens", "output_tokens"])
      expectCount(at(usage, field), `usage.${field}`, stream.answer);
  }),
  always("anthropic-stream.start-input-tokens", (stream) => {
    const tokens = at(only(stream, "message_start"), "message", "usage", "input_tokens");
    const some = expectCount(tokens, "message.usage.input_tokens", stream.answer) > 0;
    expectThat(some, "message.usage.input_tokens is 0", stream.answer);
  }),
  check("anthropic-stream.start-id", ["model"], async (context) => {
    const model = untagged(context.model);
    const stream = await messageStream(context, { model });
    const { id, ...rest } = expectRecord(at(only(stream, "message_start"), "message"), "message", stream.answer);
    expectSaid(id, "message.id", stream.answer);
    expectEqual(
      [rest.type, rest.role, rest.model],
      ["message", "assistant", model],
      "type, role, model",
      stream.answer,
    );
  }),
  always("anthropic-stream.stop-last", (stream) => {
    expectEqual(stream.chunks.at(-1)?.type, "message_stop", "the last event", stream.answer);
    only(stream, "message_stop");
  }),
  always("anthropic-stream.delta-before-stop", (stream) => {
    const delta = only(stream, "message_delta");
    expectSaid(at(delta, "delta", "stop_reason"), "delta.stop_reason", stream.answer);
    const types = stream.chunks.map(({ type }) => type).filter((type) => type !== "ping");
    expectEqual(types.at(-2), "message_delta", "the event before the last", stream.answer);
  }),
  always("anthropic-stream.delta-usage", (stream) => {
    const usage = expectRecord(only(stream, "message_delta").usage, "usage", stream.answer);
    expectCount(usage.output_tokens, "usage.output_tokens", stream.answer);
  }),
  check("anthropic-stream.delta-input-tokens", ["model"], async (context) => {
    const stream = await messageStream(context);
    const { body } = await message(context);
    const tokens = at(only(stream, "message_delta"), "usage", "input_tokens");
    if (tokens === undefined) return;
    expectEqual(tokens, at(body, "usage", "input_tokens"), "usage.input_tokens of message_delta", stream.answer);
  }),
  always("anthropic-stream.indexes-contiguous", (stream) => {
    const indexes = of(stream, "content_block_start").map(({ index }) => index);
    expectEqual(
      indexes,
      indexes.map((_, i) => i),
      "the indexes of the blocks",
      stream.answer,
    );
  }),
  always("anthropic-stream.one-block-open", (stream) => {
    for (const { event, open } of walk(stream)) {
      const free = event.type !== "content_block_start" || open === undefined;
      expectThat(free, `block ${show(event.index)} starts while block ${show(open)} is open`, stream.answer);
    }
  }),
  always("anthropic-stream.every-block-stops", (stream) => {
    const [started, stopped] = ["content_block_start", "content_block_stop"].map((type) =>
      of(stream, type).map(({ index }) => index),
    );
    expectEqual(stopped, started, "the indexes of the blocks that stop", stream.answer);
  }),
  always("anthropic-stream.delta-in-open-block", (stream) => {
    for (const { event, open } of walk(stream)) {
      if (event.type === "content_block_delta") expectEqual(event.index, open, "the index of a delta", stream.answer);
    }
  }),
  always("anthropic-stream.text-start", (stream) => {
    for (const { content_block: block } of starts(stream, "text")) {
      expectEqual(block, { type: "text", text: "" }, "the start of a text block", stream.answer);
    }
  }),
  check("anthropic-stream.text-delta", ["model"], async (context) => {
    const stream = await messageStream(context);
    if (textOf(await message(context)) !== "") {
      expectThat(starts(stream, "text").length > 0, "the stream has no text block", stream.answer);
    }
    for (const { index } of starts(stream, "text")) {
      for (const delta of deltasAt(stream, index)) {
        expectEqual(delta.type, "text_delta", "the type of a delta of text", stream.answer);
        expectText(delta.text, "text of a delta", stream.answer);
      }
    }
  }),
  check("anthropic-stream.thinking-start", ["thinking"], async (context) => {
    const stream = await thinkingStream(context);
    const found = starts(stream, "thinking");
    expectThat(found.length > 0, "the stream has no thinking block", stream.answer);
    for (const start of found) expectEqual(at(start, "content_block", "thinking"), "", "thinking", stream.answer);
  }),
  check("anthropic-stream.thinking-delta", ["thinking"], async (context) => {
    const stream = await thinkingStream(context);
    for (const { index } of starts(stream, "thinking")) {
      const found = deltasAt(stream, index).filter(({ type }) => type !== "signature_delta");
      expectThat(found.length > 0, "a thinking block has no deltas", stream.answer);
      for (const delta of found) {
        expectEqual(delta.type, "thinking_delta", "the type of a delta of thinking", stream.answer);
        expectText(delta.thinking, "thinking of a delta", stream.answer);
      }
    }
  }),
  check("anthropic-stream.tool-use-start", ["tools"], async (context) => {
    const stream = await toolStream(context);
    const found = starts(stream, "tool_use");
    expectThat(found.length > 0, "the stream has no block of a call", stream.answer);
    for (const start of found) {
      expectSaid(at(start, "content_block", "id"), "id of a call", stream.answer);
      expectSaid(at(start, "content_block", "name"), "name of a call", stream.answer);
      expectEqual(at(start, "content_block", "input"), {}, "input of a call that starts", stream.answer);
    }
  }),
  check("anthropic-stream.tool-use-delta", ["tools"], async (context) => {
    const stream = await toolStream(context);
    for (const { index } of starts(stream, "tool_use")) {
      const found = deltasAt(stream, index);
      for (const { type } of found) expectEqual(type, "input_json_delta", "the type of a delta", stream.answer);
      const text = found.map(({ partial_json: part }) => expectText(part, "partial_json", stream.answer)).join("");
      expectRecord(expectParses(text, "the joined input", stream.answer), "the joined input", stream.answer);
    }
  }),
  check("anthropic-stream.thinking-before-text", ["thinking"], async (context) => {
    const stream = await thinkingStream(context);
    const other = stream.chunks.findIndex(
      (event) => event.type === "content_block_start" && at(event, "content_block", "type") !== "thinking",
    );
    const stop = lastThinkingStop(stream);
    expectThat(other < 0 || stop < other, "another block starts before the thinking block stops", stream.answer);
  }),
  check("anthropic-stream.joins-to-unstreamed", ["model"], async (context) => {
    const stream = await messageStream(context);
    const joined = of(stream, "content_block_delta").map((event) => textOr(at(event, "delta", "text")));
    expectEqual(joined.join(""), textOf(await message(context)), "the joined text", stream.answer);
  }),
  check("anthropic-stream.stop-reason-as-unstreamed", ["model"], async (context) => {
    const stream = await messageStream(context);
    const { body } = await message(context);
    const reason = at(only(stream, "message_delta"), "delta", "stop_reason");
    expectEqual(reason, body.stop_reason, "delta.stop_reason", stream.answer);
  }),
  always("anthropic-stream.no-done", ({ answer }) => {
    expectThat(!answer.events.some(({ data }) => data === "[DONE]"), "the stream has a [DONE]", answer);
  }),
];
