import type { ChatResponse } from "@cria/spec";
import type { FakeAnswer } from "../answer.ts";
import type { NativeAnswer } from "./ask-native.ts";
import { callItem, isCut, messageItem, reasoningItem, textPart } from "./responses.ts";
import { namedEvents } from "./sse.ts";

type Event = { readonly type: string };

/**
 * The stream of a response. Unlike Ollama's it announces the part of a reasoning summary, and closes a message before a
 * call: clients that accumulate events need both.
 * @param begun the response in progress
 * @param whole the response of the last frame and the items
 */
export function responsesStream(
  { frames, pace }: NativeAnswer<ChatResponse>,
  number: string,
  begun: object,
  whole: (frame: ChatResponse, output: readonly object[]) => object,
): FakeAnswer {
  const events: Event[] = [];
  const send = (type: string, more: object) => {
    events.push({ type, sequence_number: events.length, ...more } as Event);
  };
  send("response.created", { response: begun });
  send("response.in_progress", { response: begun });
  const output = new Output(number, send);
  for (const frame of frames) {
    const { content, thinking = "", tool_calls: calls = [] } = frame.message;
    if (thinking !== "") output.think(thinking);
    for (const { id = "", function: called } of calls) {
      output.call(id, called.name, JSON.stringify(called.arguments));
    }
    if (content !== "") output.say(content);
    if (!frame.done) continue;
    const cut = isCut(frame);
    output.close(cut);
    send(cut ? "response.incomplete" : "response.completed", { response: whole(frame, output.items) });
  }
  return namedEvents(events, pace);
}

/** Sends the events of items, one item open at a time. */
class Output {
  /** Items that are done. */
  readonly items: object[] = [];
  readonly #number: string;
  readonly #send: (type: string, more: object) => void;
  #open: { readonly kind: "reasoning" | "message"; text: string } | undefined;
  #thought = false;
  #called = false;

  constructor(number: string, send: (type: string, more: object) => void) {
    this.#number = number;
    this.#send = send;
  }

  think(delta: string): void {
    if (this.#open?.kind !== "reasoning") {
      if (this.#thought) return;
      this.close();
      this.#thought = true;
      this.#open = { kind: "reasoning", text: "" };
      this.#added({ id: `rs_${this.#number}`, type: "reasoning", summary: [] });
      this.#send("response.reasoning_summary_part.added", { ...this.#summary(), part: summaryText("") });
    }
    this.#open.text += delta;
    this.#send("response.reasoning_summary_text.delta", { ...this.#summary(), delta });
  }

  say(delta: string): void {
    if (this.#called) return;
    if (this.#open?.kind !== "message") {
      this.close();
      this.#open = { kind: "message", text: "" };
      this.#added({ ...messageItem(this.#number, ""), status: "in_progress", content: [] });
      this.#send("response.content_part.added", { ...this.#part(), part: textPart("") });
    }
    this.#open.text += delta;
    this.#send("response.output_text.delta", { ...this.#part(), delta, logprobs: [] });
  }

  call(callId: string, name: string, values: string): void {
    this.close();
    this.#called = true;
    const item = callItem(`fc_${this.#number}_${this.items.length}`, callId, name, values);
    const place = { item_id: item.id, output_index: this.items.length };
    this.#added({ ...item, status: "in_progress", arguments: "" });
    this.#send("response.function_call_arguments.delta", { ...place, delta: values });
    this.#send("response.function_call_arguments.done", { ...place, arguments: values });
    this.#done(item);
  }

  /** Ends the open item, which may have been cut. */
  close(cut = false): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    if (open.kind === "reasoning") {
      this.#send("response.reasoning_summary_text.done", { ...this.#summary(), text: open.text });
      this.#send("response.reasoning_summary_part.done", { ...this.#summary(), part: summaryText(open.text) });
      this.#done(reasoningItem(this.#number, open.text));
    } else {
      this.#send("response.output_text.done", { ...this.#part(), text: open.text, logprobs: [] });
      this.#send("response.content_part.done", { ...this.#part(), part: textPart(open.text) });
      this.#done(messageItem(this.#number, open.text, cut));
    }
  }

  #added(item: object): void {
    this.#send("response.output_item.added", { output_index: this.items.length, item });
  }

  #done(item: object): void {
    this.#send("response.output_item.done", { output_index: this.items.length, item });
    this.items.push(item);
  }

  #summary() {
    return { item_id: `rs_${this.#number}`, output_index: this.items.length, summary_index: 0 };
  }

  #part() {
    return { item_id: `msg_${this.#number}`, output_index: this.items.length, content_index: 0 };
  }
}

function summaryText(text: string) {
  return { type: "summary_text", text };
}
