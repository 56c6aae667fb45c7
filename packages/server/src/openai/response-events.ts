import type { ChatResponse, ResponsesFailedResponse } from "@cria/spec";
import { messageOf, statusOf } from "../http/error.ts";
import { jsonEvent, type ServerSentEvent } from "../http/sse.ts";
import { unixSeconds } from "./frame.ts";
import { ResponseItems } from "./output-items.ts";
import { newResponseNumber, responseObject } from "./response.ts";
import type { ResponsesBody } from "./responses-request.ts";

/** Turns native frames into the events of one stream. */
export class ResponseEvents {
  readonly #body: ResponsesBody;
  readonly #number = newResponseNumber();
  readonly #items: ResponseItems;
  /** Unix time in seconds of the first frame. */
  #createdAt: number | undefined;
  #sequence = 0;
  #events: ServerSentEvent[] = [];

  constructor(body: ResponsesBody) {
    this.#body = body;
    this.#items = new ResponseItems(this.#number, (type, fields) => this.#send(type, fields));
  }

  /** The events of the next frame. */
  convert(frame: ChatResponse): ServerSentEvent[] {
    const createdAt = this.#createdAt ?? this.#begin(unixSeconds(frame.created_at));
    this.#items.add(frame.message);
    if (frame.done) {
      const isCut = frame.done_reason === "length";
      this.#items.end(isCut);
      const completedAt = Math.max(createdAt, Math.floor(Date.now() / 1000));
      const state = { createdAt, completedAt, output: this.#items.done, ending: frame };
      this.#send(isCut ? "response.incomplete" : "response.completed", {
        response: responseObject(this.#body, this.#number, state),
      });
    }
    return this.#taken();
  }

  /** What ends a stream that failed. Ollama's just ends. */
  failed(error: unknown): ServerSentEvent {
    const response: ResponsesFailedResponse = {
      id: `resp_${this.#number}`,
      object: "response",
      status: "failed",
      model: this.#body.model,
      output: [],
      error: { code: errorCodes[statusOf(error)] ?? "api_error", message: messageOf(error) },
      usage: null,
    };
    this.#send("response.failed", { response });
    return this.#taken()[0]!;
  }

  #begin(createdAt: number): number {
    this.#createdAt = createdAt;
    const response = responseObject(this.#body, this.#number, { createdAt, output: [] });
    this.#send("response.created", { response });
    this.#send("response.in_progress", { response });
    return createdAt;
  }

  #send(type: string, fields: object): void {
    this.#events.push(jsonEvent({ type, sequence_number: this.#sequence++, ...fields }, type));
  }

  #taken(): ServerSentEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

const errorCodes: Readonly<Record<number, string>> = { 401: "authentication_error", 429: "rate_limit_exceeded" };
