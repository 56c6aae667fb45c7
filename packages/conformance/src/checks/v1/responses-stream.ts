import type { CheckContext } from "../../check/context.ts";
import { expectThat } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import { ask, type Fields } from "./ask.ts";
import { type Stream, streamOf } from "./chat.ts";
import { at, objectsAt, textOr } from "./json.ts";
import { body, path, thinkingFields, toolFields } from "./responses.ts";

/** A stream of events that have types. */
export interface EventStream extends Stream {
  /** The data of events of a type. */
  readonly of: (type: string) => Record<string, unknown>[];
}

async function streamed(context: CheckContext, more: Fields, what: string): Promise<EventStream> {
  const stream = streamOf(await ask(context, path, body(context, { stream: true, ...more })), what);
  return { ...stream, of: (type) => stream.chunks.filter((chunk) => chunk.type === type) };
}

export const plainStream = (context: CheckContext) => streamed(context, {}, "the stream");

export const toolStream = (context: CheckContext) => streamed(context, toolFields(context), "the stream with tools");

export const thinkingStream = (context: CheckContext) =>
  streamed(context, thinkingFields(context), "the stream with reasoning");

/** The streams that the models of the server can make. */
export async function allStreams(context: CheckContext): Promise<EventStream[]> {
  const streams: EventStream[] = [];
  for (const make of [plainStream, toolStream, thinkingStream]) {
    try {
      streams.push(await make(context));
    } catch (error) {
      if (!(error instanceof NotApplicable)) throw error;
    }
  }
  return streams;
}

/** The index of an event's item: from the event or the item in it. */
export function idOf(chunk: Record<string, unknown>): unknown {
  return chunk.item_id ?? at(chunk, "item", "id");
}

/** The one event of a type. */
export function only(stream: EventStream, type: string): Record<string, unknown> {
  const [found, more] = stream.of(type);
  expectThat(found !== undefined && more === undefined, `${stream.what} has not one ${type}`, stream.answer);
  return found;
}

/** The event that ends a stream: a response that is completed, or one that was cut. */
export function ending(stream: EventStream): Record<string, unknown> {
  const cut = stream.of("response.incomplete").length > 0;
  return only(stream, cut ? "response.incomplete" : "response.completed");
}

/** The texts of the deltas of a type, joined, by item. */
export function deltas(stream: EventStream, type: string, item: unknown): string {
  return stream
    .of(type)
    .filter((chunk) => chunk.item_id === item)
    .map(({ delta }) => textOr(delta))
    .join("");
}

/** Items that a stream says are done. */
export function doneItems(stream: EventStream, type?: string): Record<string, unknown>[] {
  const items = stream.of("response.output_item.done").flatMap(({ item }) => objectsAt([item]));
  return type === undefined ? items : items.filter((item) => item.type === type);
}
