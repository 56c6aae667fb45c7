import type { Completion, CompletionChunk, GenerateResponse } from "@cria/spec";
import { jsonEvent, type ServerSentEvent } from "../http/sse.ts";
import { doneEvent } from "./chat-chunks.ts";
import { type Ending, randomNumber, unixSeconds, usageOf } from "./frame.ts";

/** The answer that a whole native frame stands for. Thinking is left out. Keys are in the order of the wire. */
export function toCompletion(frame: GenerateResponse): Completion {
  const { id, object, created, choices, model, system_fingerprint } = toChunk(newId(), frame);
  return { id, object, created, model, system_fingerprint, choices, usage: usageOf(endingOf(frame)) };
}

/** Turns native frames into the chunks of one stream. */
export class CompletionChunks {
  readonly #includesUsage: boolean;
  readonly #id = newId();

  /** @param includesUsage whether the usage follows in a chunk of its own */
  constructor(includesUsage: boolean) {
    this.#includesUsage = includesUsage;
  }

  /** The events of the next frame. */
  convert(frame: GenerateResponse): ServerSentEvent[] {
    const chunk = toChunk(this.#id, frame);
    // The usage is known in the end only; until then there are zeros in its place.
    const events = [jsonEvent(this.#includesUsage ? { ...chunk, usage: usageOf({}) } : chunk)];
    if (!frame.done) return events;
    if (this.#includesUsage) events.push(jsonEvent({ ...chunk, choices: [], usage: usageOf(frame) }));
    return [...events, doneEvent];
  }
}

function toChunk(id: string, frame: GenerateResponse): CompletionChunk {
  return {
    id,
    object: "text_completion",
    created: unixSeconds(frame.created_at),
    choices: [{ text: frame.response, index: 0, finish_reason: endingOf(frame).done_reason || null }],
    model: frame.model,
    system_fingerprint: "fp_ollama",
  };
}

function endingOf(frame: GenerateResponse): Ending {
  return frame.done ? frame : {};
}

function newId(): string {
  return `cmpl-${randomNumber(999)}`;
}
