import type { ChatCompletionDelta, ChatResponse, Logprob } from "@cria/spec";
import { jsonEvent, type ServerSentEvent } from "../http/sse.ts";
import { type ChatEnvelope, chatEnvelope, finishReason, toToolCalls } from "./chat-completion.ts";
import { usageOf } from "./frame.ts";

/** What ends a stream of a finished answer. */
export const doneEvent: ServerSentEvent = { data: "[DONE]" };

/** Turns native frames into the chunks of one stream. */
export class ChatChunks {
  readonly #includesUsage: boolean;
  #envelope: ChatEnvelope | undefined;
  /** The answer that is being told, whether it has begun, and its calls so far. */
  #choice = 0;
  #hasBegun = false;
  #calls = 0;
  #generated = 0;

  /** @param includesUsage whether the usage follows in a chunk of its own */
  constructor(includesUsage: boolean) {
    this.#includesUsage = includesUsage;
  }

  /** The events of the next frame. Where there are several answers, each is told whole before the next. */
  convert(frame: ChatResponse, choice = 0, isLast = true): ServerSentEvent[] {
    this.#envelope ??= chatEnvelope(frame);
    if (choice !== this.#choice) {
      this.#choice = choice;
      this.#hasBegun = false;
      this.#calls = 0;
    }
    const events = this.#pieces(frame);
    if (!frame.done) return events;
    const finish_reason = finishReason(frame.done_reason || "stop", this.#calls > 0);
    events.push(this.#event({ choices: [{ index: choice, delta: {}, finish_reason }] }));
    this.#generated += frame.eval_count ?? 0;
    if (!isLast) return events;
    const usage = usageOf({ ...frame, eval_count: this.#generated });
    if (this.#includesUsage) events.push(this.#event({ choices: [], usage }));
    return [...events, doneEvent];
  }

  #pieces({ message, logprobs, done }: ChatResponse): ServerSentEvent[] {
    const { content, thinking, tool_calls: calls = [] } = message;
    const tool_calls = toToolCalls(calls, this.#calls);
    this.#calls += calls.length;
    const isEmpty = content === "" && !thinking && tool_calls === undefined && !logprobs?.length;
    // A stream without any piece still tells who speaks.
    if (done && isEmpty && this.#hasBegun) return [];
    if (thinking && (content !== "" || tool_calls !== undefined)) {
      return [this.#piece({ reasoning: thinking }, logprobs), this.#piece({ content, tool_calls })];
    }
    return [this.#piece({ content, reasoning: thinking || undefined, tool_calls }, logprobs)];
  }

  #piece(delta: ChatCompletionDelta, logprobs?: Logprob[]): ServerSentEvent {
    const role = this.#hasBegun ? undefined : "assistant";
    this.#hasBegun = true;
    const choice = { index: this.#choice, delta: { role, ...delta }, finish_reason: null };
    return this.#event({ choices: [{ ...choice, logprobs: logprobs?.length ? { content: logprobs } : undefined }] });
  }

  #event(fields: object): ServerSentEvent {
    const { id, created, model } = this.#envelope!;
    const head = { id, object: "chat.completion.chunk", created, model, system_fingerprint: "fp_ollama" };
    return jsonEvent({ ...head, ...fields });
  }
}
