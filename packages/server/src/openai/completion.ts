import type { Completion, CompletionChunk, GenerateResponse } from "@cria/spec";
import { jsonEvent, type ServerSentEvent } from "../http/sse.ts";
import { doneEvent } from "./chat-chunks.ts";
import { type Ending, randomNumber, unixSeconds, usageOf, usageOfAll } from "./frame.ts";

/**
 * The answer that whole native frames stand for, one for each choice. Thinking is left out. Keys are in the order of the
 * wire.
 */
export function toCompletion(first: GenerateResponse, ...others: readonly GenerateResponse[]): Completion {
  const { id, object, created, model, system_fingerprint } = toChunk(newId(), first, 0);
  const frames = [first, ...others];
  return {
    id,
    object,
    created,
    model,
    system_fingerprint,
    choices: frames.map(toChoice),
    usage: usageOfAll(frames.map(endingOf)),
  };
}

/** Turns native frames into the chunks of one stream. */
export class CompletionChunks {
  readonly #includesUsage: boolean;
  readonly #id = newId();
  #generated = 0;

  /** @param includesUsage whether the usage follows in a chunk of its own */
  constructor(includesUsage: boolean) {
    this.#includesUsage = includesUsage;
  }

  /** The events of the next frame. */
  convert(frame: GenerateResponse, choice = 0, isLast = true): ServerSentEvent[] {
    const chunk = toChunk(this.#id, frame, choice);
    // The usage is known in the end only; until then there are zeros in its place.
    const events = [jsonEvent(this.#includesUsage ? { ...chunk, usage: usageOf({}) } : chunk)];
    if (!frame.done) return events;
    this.#generated += frame.eval_count ?? 0;
    if (!isLast) return events;
    const usage = usageOf({ ...frame, eval_count: this.#generated });
    if (this.#includesUsage) events.push(jsonEvent({ ...chunk, choices: [], usage }));
    return [...events, doneEvent];
  }
}

function toChunk(id: string, frame: GenerateResponse, choice: number): CompletionChunk {
  return {
    id,
    object: "text_completion",
    created: unixSeconds(frame.created_at),
    choices: [toChoice(frame, choice)],
    model: frame.model,
    system_fingerprint: "fp_ollama",
  };
}

function toChoice(frame: GenerateResponse, index: number): CompletionChunk["choices"][number] {
  return { text: frame.response, index, finish_reason: endingOf(frame).done_reason || null };
}

function endingOf(frame: GenerateResponse): Ending {
  return frame.done ? frame : {};
}

function newId(): string {
  return `cmpl-${randomNumber(999)}`;
}
