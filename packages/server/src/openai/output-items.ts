import type { Message, ResponsesOutputItem } from "@cria/spec";
import { callItem, messageItem, outputText, reasoningItem, summaryText } from "./finished-items.ts";

/** Sends an event: its type and what it has beside. */
export type SendEvent = (type: string, fields: object) => void;

/** An item that more may be added to. */
interface OpenItem {
  readonly kind: "reasoning" | "message";
  readonly id: string;
  text: string;
}

/**
 * Sends the events of a response's items. One item is open at a time: another kind of output closes it, so that the
 * position of an item is the number of those that are done. Unlike in Ollama's streams a summary's part is announced and
 * a message before a call is closed: OpenAI's accumulating helper needs both.
 */
export class ResponseItems {
  /** Items that are done. */
  readonly done: ResponsesOutputItem[] = [];
  readonly #number: number;
  readonly #send: SendEvent;
  #open: OpenItem | undefined;

  /** @param number which the items' ids have */
  constructor(number: number, send: SendEvent) {
    this.#number = number;
    this.#send = send;
  }

  /** Adds what a native frame has. */
  add({ thinking, content, tool_calls: calls = [] }: Message): void {
    if (thinking) this.#think(thinking);
    if (content !== "") this.#say(content);
    for (const call of calls) this.#call(call);
  }

  /** Ends the output: closes what is open, which may have been cut. Where nothing was said or called there is an empty message. */
  end(isCut = false): void {
    const answers = this.#open?.kind === "message" || this.done.some(({ type }) => type !== "reasoning");
    if (!answers) this.#openMessage();
    this.#close(isCut);
  }

  #think(delta: string): void {
    if (this.#open?.kind !== "reasoning") {
      this.#close();
      this.#open = { kind: "reasoning", id: this.#newId("rs"), text: "" };
      this.#added({ id: this.#open.id, type: "reasoning", summary: [] });
      this.#send("response.reasoning_summary_part.added", { ...this.#summary(this.#open), part: summaryText("") });
    }
    this.#open.text += delta;
    this.#send("response.reasoning_summary_text.delta", { ...this.#summary(this.#open), delta });
  }

  #say(delta: string): void {
    if (this.#open?.kind !== "message") this.#openMessage();
    const open = this.#open!;
    open.text += delta;
    this.#send("response.output_text.delta", { ...this.#part(open), delta, logprobs: [] });
  }

  #openMessage(): void {
    this.#close();
    this.#open = { kind: "message", id: this.#newId("msg"), text: "" };
    this.#added({ ...messageItem(this.#open.id, ""), status: "in_progress", content: [] });
    this.#send("response.content_part.added", { ...this.#part(this.#open), part: outputText("") });
  }

  #call(call: NonNullable<Message["tool_calls"]>[number]): void {
    this.#close();
    const item = callItem(this.#newId("fc"), call);
    const place = { item_id: item.id, output_index: this.done.length };
    this.#added({ ...item, status: "in_progress", arguments: "" });
    this.#send("response.function_call_arguments.delta", { ...place, delta: item.arguments });
    this.#send("response.function_call_arguments.done", { ...place, arguments: item.arguments });
    this.#finish(item);
  }

  #close(isCut = false): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    const { id, text } = open;
    if (open.kind === "reasoning") {
      this.#send("response.reasoning_summary_text.done", { ...this.#summary(open), text });
      this.#send("response.reasoning_summary_part.done", { ...this.#summary(open), part: summaryText(text) });
      this.#finish(reasoningItem(id, text));
    } else {
      this.#send("response.output_text.done", { ...this.#part(open), text, logprobs: [] });
      this.#send("response.content_part.done", { ...this.#part(open), part: outputText(text) });
      this.#finish(messageItem(id, text, isCut));
    }
  }

  #added(item: ResponsesOutputItem): void {
    this.#send("response.output_item.added", { output_index: this.done.length, item });
  }

  #finish(item: ResponsesOutputItem): void {
    this.#send("response.output_item.done", { output_index: this.done.length, item });
    this.done.push(item);
  }

  #newId(prefix: string): string {
    return `${prefix}_${this.#number}_${this.done.length}`;
  }

  #summary({ id }: OpenItem) {
    return { item_id: id, output_index: this.done.length, summary_index: 0 };
  }

  #part({ id }: OpenItem) {
    return { item_id: id, output_index: this.done.length, content_index: 0 };
  }
}
