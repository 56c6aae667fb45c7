import type { ChatResponse, ContentBlock, ContentBlockDelta, Message, MessagesStreamEvent } from "@cria/spec";
import { messageOf, statusOf } from "../http/error.ts";
import { encodeJson } from "../http/json.ts";
import { jsonEvent, type ServerSentEvent } from "../http/sse.ts";
import { errorDetail } from "./error.ts";
import { messageHead, stopReason, usageOf } from "./message.ts";

/** Turns native frames into the events of one stream. One block is open at a time: another kind of output closes it. */
export class MessageEvents {
  /** Tokens of the prompt, told before they are counted. */
  readonly #estimate: number;
  #hasBegun = false;
  #hasCalls = false;
  #open: "text" | "thinking" | undefined;
  /** Position of the open block, or of the next. */
  #index = 0;
  #events: ServerSentEvent[] = [];

  constructor(estimate: number) {
    this.#estimate = estimate;
  }

  /** The events of the next frame. */
  convert(frame: ChatResponse): ServerSentEvent[] {
    if (!this.#hasBegun) this.#begin(frame);
    const { thinking, content, tool_calls: calls = [] } = frame.message;
    if (thinking) {
      this.#openBlock("thinking", { type: "thinking", thinking: "" });
      this.#delta({ type: "thinking_delta", thinking });
    }
    if (content !== "") {
      this.#openBlock("text", { type: "text", text: "" });
      this.#delta({ type: "text_delta", text: content });
    }
    for (const call of calls) this.#call(call);
    if (frame.done) {
      this.#close();
      const stop_reason = stopReason(frame.done_reason, this.#hasCalls);
      this.#send({ type: "message_delta", delta: { stop_reason }, usage: usageOf(frame) });
      this.#send({ type: "message_stop" });
    }
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #begin(frame: ChatResponse): void {
    this.#hasBegun = true;
    const counted = frame.done ? frame.prompt_eval_count : undefined;
    const usage = { input_tokens: counted || this.#estimate, output_tokens: 0 };
    this.#send({ type: "message_start", message: { ...messageHead(frame.model), content: [], usage } });
  }

  #openBlock(kind: "text" | "thinking", content_block: ContentBlock): void {
    if (this.#open === kind) return;
    this.#close();
    this.#open = kind;
    this.#send({ type: "content_block_start", index: this.#index, content_block });
  }

  #call({ id = "", function: { name, arguments: values } }: NonNullable<Message["tool_calls"]>[number]): void {
    this.#close();
    this.#hasCalls = true;
    this.#send({
      type: "content_block_start",
      index: this.#index,
      content_block: { type: "tool_use", id, name, input: {} },
    });
    this.#delta({ type: "input_json_delta", partial_json: encodeJson(values) });
    this.#stop();
  }

  #close(): void {
    if (this.#open === undefined) return;
    this.#open = undefined;
    this.#stop();
  }

  #delta(delta: ContentBlockDelta): void {
    this.#send({ type: "content_block_delta", index: this.#index, delta });
  }

  #stop(): void {
    this.#send({ type: "content_block_stop", index: this.#index++ });
  }

  #send(event: MessagesStreamEvent): void {
    this.#events.push(jsonEvent(event, event.type));
  }
}

/** What ends a stream that failed. Clients of the protocol throw it; Ollama only ends such a stream. */
export function errorEvent(error: unknown): ServerSentEvent {
  return jsonEvent({ type: "error", error: errorDetail(statusOf(error), messageOf(error)) }, "error");
}
