import { type RequirementId, ResponsesStreamEvent } from "@cria/spec";
import { type Check, check, type Need } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { at, expectCount, expectParses, expectSaid, expectText, objectsAt, textOr } from "./v1/json.ts";
import { called, respond, textOf, thought } from "./v1/responses.ts";
import {
  allStreams,
  deltas,
  doneItems,
  type EventStream,
  ending,
  idOf,
  only,
  plainStream,
  thinkingStream,
  toolStream,
} from "./v1/responses-stream.ts";

/** A rule of every stream. */
function always(id: RequirementId, verify: (stream: EventStream) => void): Check {
  return check(id, ["model"], async (context) => {
    for (const stream of await allStreams(context)) verify(stream);
  });
}

/** A rule of a stream that needs something of the model. */
function of(
  id: RequirementId,
  need: Need,
  make: (context: CheckContext) => Promise<EventStream>,
  verify: (stream: EventStream) => void,
): Check {
  return check(id, [need], async (context) => verify(await make(context)));
}

/** A stream with calls. Throws {@link NotApplicable} if the model made none. */
async function callStream(context: CheckContext): Promise<EventStream> {
  await called(context);
  return toolStream(context);
}

/** A stream with thoughts. Throws {@link NotApplicable} if the model had none. */
async function thoughtStream(context: CheckContext): Promise<EventStream> {
  await thought(context);
  return thinkingStream(context);
}

const textEvents = ["response.output_text.delta", "response.output_text.done"];

/** Events after which nothing may come of what precedes them. */
function place({ chunks }: EventStream, holds: (chunk: Record<string, unknown>) => boolean): number {
  return chunks.findIndex(holds);
}

const added = "response.output_item.added";
const known = new Set<string>(ResponsesStreamEvent.anyOf.map(({ properties }) => properties.type.const));
/** Events of OpenAI's API that Ollama never sends. */
const documented = new RegExp(
  [
    "^error$",
    String.raw`^response\.(?:failed|incomplete|queued|cancelled)$`,
    String.raw`^response\.(?:refusal|reasoning_text|reasoning_summary|output_text\.annotation|audio|custom_tool_call_input)\.`,
    String.raw`^response\.(?:file_search|web_search|code_interpreter|image_generation|mcp|audio)_`,
  ].join("|"),
);

export const openaiResponsesStream = [
  always("openai-responses-stream.event-is-type", ({ answer, chunks }) => {
    const names = answer.events.filter(({ data }) => data !== "[DONE]").map(({ event }) => event);
    expectEqual(
      names,
      chunks.map(({ type }) => type),
      "the names of the events",
      answer,
    );
  }),
  always("openai-responses-stream.sequence-numbers", ({ answer, chunks }) => {
    const numbers = chunks.map((chunk) => chunk.sequence_number);
    expectEqual(
      numbers,
      chunks.map((_, i) => i),
      "the sequence numbers",
      answer,
    );
  }),
  always("openai-responses-stream.no-done", ({ answer }) => {
    expectThat(!answer.events.some(({ data }) => data === "[DONE]"), "the stream has a [DONE]", answer);
  }),
  always("openai-responses-stream.created-first", ({ answer, chunks }) => {
    expectEqual(chunks[0]?.type, "response.created", "the first event", answer);
  }),
  always("openai-responses-stream.created-output-list", (stream) => {
    expectEqual(at(only(stream, "response.created"), "response", "output"), [], "response.output", stream.answer);
  }),
  always("openai-responses-stream.in-progress-second", ({ answer, chunks }) => {
    expectEqual(chunks[1]?.type, "response.in_progress", "the second event", answer);
  }),
  always("openai-responses-stream.created-status", (stream) => {
    const status = at(only(stream, "response.created"), "response", "status");
    expectEqual(status, "in_progress", "response.status", stream.answer);
  }),
  always("openai-responses-stream.one-response-id", ({ answer, chunks }) => {
    const ids = chunks.filter((chunk) => "response" in chunk).map((chunk) => at(chunk, "response", "id"));
    expectEqual(new Set(ids).size, 1, `the number of different ids of ${show(ids)}`, answer);
  }),
  always("openai-responses-stream.completed-last", (stream) => {
    const last = stream.chunks.at(-1)?.type;
    const wanted = stream.of("response.incomplete").length > 0 ? "response.incomplete" : "response.completed";
    expectEqual(last, wanted, "the last event", stream.answer);
  }),
  always("openai-responses-stream.completed-status", (stream) => {
    const end = ending(stream);
    expectEqual(`response.${at(end, "response", "status")}`, end.type, "the last event's status", stream.answer);
  }),
  check("openai-responses-stream.completed-usage", ["model"], async (context) => {
    const stream = await plainStream(context);
    const { body } = await respond(context);
    const usage = at(ending(stream), "response", "usage");
    for (const field of ["input_tokens", "output_tokens", "total_tokens"]) {
      expectCount(at(usage, field), `usage.${field}`, stream.answer);
    }
    expectEqual(at(usage, "output_tokens"), at(body, "usage", "output_tokens"), "usage.output_tokens", stream.answer);
  }),
  always("openai-responses-stream.item-added-first", (stream) => {
    const ids = new Set(stream.chunks.map(idOf).filter((id) => id !== undefined));
    for (const id of ids) {
      const first = stream.chunks.find((chunk) => idOf(chunk) === id);
      expectEqual(first?.type, added, `the first event of the item ${show(id)}`, stream.answer);
    }
  }),
  of("openai-responses-stream.part-added-first", "model", plainStream, (stream) => {
    const delta = place(stream, ({ type }) => type === "response.output_text.delta");
    const part = place(stream, ({ type }) => type === "response.content_part.added");
    expectThat(delta < 0 || (part >= 0 && part < delta), "no content part was added before its text", stream.answer);
  }),
  check("openai-responses-stream.text-delta", ["model"], async (context) => {
    const stream = await plainStream(context);
    if (textOf(await respond(context)) === "") throw new NotApplicable("the model said nothing");
    const found = stream.of("response.output_text.delta");
    expectThat(found.length > 0, "the stream has no response.output_text.delta", stream.answer);
    for (const { delta } of found) expectText(delta, "delta", stream.answer);
  }),
  of("openai-responses-stream.text-delta-places", "model", plainStream, (stream) => {
    for (const event of textEvents.flatMap(stream.of)) {
      expectSaid(event.item_id, "item_id", stream.answer);
      expectCount(event.output_index, "output_index", stream.answer);
      expectCount(event.content_index, "content_index", stream.answer);
    }
  }),
  of("openai-responses-stream.text-done", "model", plainStream, (stream) => {
    const { text, item_id: item } = only(stream, "response.output_text.done");
    expectEqual(text, deltas(stream, "response.output_text.delta", item), "text", stream.answer);
  }),
  of("openai-responses-stream.part-done", "model", plainStream, (stream) => {
    const { text } = only(stream, "response.output_text.done");
    expectEqual(at(only(stream, "response.content_part.done"), "part", "text"), text, "part.text", stream.answer);
  }),
  of("openai-responses-stream.item-done", "model", plainStream, (stream) => {
    const [message] = doneItems(stream, "message");
    expectThat(message !== undefined, "the message is never done", stream.answer);
    const text = deltas(stream, "response.output_text.delta", message.id);
    expectEqual(at(message, "content", 0, "text"), text, "the text of the message that is done", stream.answer);
  }),
  always("openai-responses-stream.output-index-is-push-order", (stream) => {
    const items = stream.of(added);
    const indexes = items.map(({ output_index: index }) => index);
    // A call after a text may take the text's place, and all that follow it come one earlier.
    const text = items.findIndex(({ item }) => at(item, "type") === "message");
    const reused = items.map((_, i) => (text >= 0 && i > text ? i - 1 : i));
    const right = [items.map((_, i) => i), reused].some((order) => show(order) === show(indexes));
    expectThat(right, `items are added with the indexes ${show(indexes)}`, stream.answer);
  }),
  check("openai-responses-stream.completed-output", ["model"], async (context) => {
    for (const stream of await allStreams(context)) {
      const output = objectsAt(ending(stream), "response", "output");
      const done = doneItems(stream);
      // A message before a call may have stayed open.
      const left = output.filter(({ type, id }) => type !== "message" || done.some((item) => item.id === id));
      expectEqual(left, done, `the output of ${stream.what}`, stream.answer);
    }
  }),
  check("openai-responses-stream.joins-to-unstreamed", ["model"], async (context) => {
    const stream = await plainStream(context);
    const joined = stream.of("response.output_text.delta").map(({ delta }) => textOr(delta));
    expectEqual(joined.join(""), textOf(await respond(context)), "the joined text", stream.answer);
  }),
  of("openai-responses-stream.arguments-delta", "tools", callStream, (stream) => {
    for (const { item_id: item, arguments: whole } of stream.of("response.function_call_arguments.done")) {
      const joined = deltas(stream, "response.function_call_arguments.delta", item);
      expectEqual(joined, whole, "the joined arguments", stream.answer);
    }
  }),
  of("openai-responses-stream.arguments-done", "tools", callStream, (stream) => {
    const done = stream.of("response.function_call_arguments.done");
    expectEqual(done.length, doneItems(stream, "function_call").length, "the number of arguments done", stream.answer);
    for (const event of done) {
      expectParses(expectText(event.arguments, "arguments", stream.answer), "arguments", stream.answer);
    }
  }),
  of("openai-responses-stream.call-item-done", "tools", callStream, (stream) => {
    const items = doneItems(stream, "function_call");
    expectThat(items.length > 0, "no call is done", stream.answer);
    for (const item of items) {
      expectSaid(item.call_id, "call_id", stream.answer);
      expectSaid(item.name, "name", stream.answer);
      expectSaid(item.arguments, "arguments", stream.answer);
    }
  }),
  of("openai-responses-stream.reasoning-delta", "thinking", thoughtStream, (stream) => {
    const found = stream.of("response.reasoning_summary_text.delta");
    expectThat(found.length > 0, "the stream has no response.reasoning_summary_text.delta", stream.answer);
    for (const { summary_index: index } of found) expectEqual(index, 0, "summary_index", stream.answer);
  }),
  of("openai-responses-stream.reasoning-done", "thinking", thoughtStream, (stream) => {
    const { text, item_id: item } = only(stream, "response.reasoning_summary_text.done");
    expectEqual(text, deltas(stream, "response.reasoning_summary_text.delta", item), "text", stream.answer);
  }),
  of("openai-responses-stream.reasoning-before-text", "thinking", thoughtStream, (stream) => {
    const isDone = ({ type, item }: Record<string, unknown>) =>
      type === "response.output_item.done" && at(item, "type") === "reasoning";
    const done = place(stream, isDone);
    const other = place(stream, ({ type, item }) => type === added && at(item, "type") !== "reasoning");
    expectThat(done >= 0 && (other < 0 || done < other), "the reasoning is not done before other items", stream.answer);
  }),
  always("openai-responses-stream.known-event-types", ({ answer, chunks }) => {
    for (const { type } of chunks) {
      const name = textOr(type);
      expectThat(known.has(name) || documented.test(name), `OpenAI's API has no event ${show(type)}`, answer);
    }
  }),
];
