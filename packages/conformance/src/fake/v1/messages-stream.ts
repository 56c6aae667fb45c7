import type { ChatResponse } from "@cria/spec";
import type { FakeAnswer } from "../answer.ts";
import type { NativeAnswer } from "./ask-native.ts";
import { stopReason, usage } from "./messages.ts";
import { namedEvents } from "./sse.ts";

type Event = { readonly type: string };

/** The stream of a message. @param head fields of the message  @param estimate tokens of the prompt */
export function messagesStream(
  { frames, pace }: NativeAnswer<ChatResponse>,
  head: object,
  estimate: number,
): FakeAnswer {
  const message = { ...head, content: [], usage: { input_tokens: estimate, output_tokens: 0 } };
  const events: Event[] = [{ type: "message_start", message } as Event];
  const send = (type: string, more: object) => {
    events.push({ type, ...more } as Event);
  };
  let index = 0;
  let open: "text" | "thinking" | undefined;
  let thought = false;
  let called = false;
  const close = () => {
    if (open === undefined) return;
    send("content_block_stop", { index: index++ });
    if (open === "thinking") thought = true;
    open = undefined;
  };
  const add = (kind: "text" | "thinking", delta: string) => {
    if (open !== kind) {
      close();
      open = kind;
      send("content_block_start", { index, content_block: { type: kind, [kind]: "" } });
    }
    send("content_block_delta", { index, delta: { type: `${kind}_delta`, [kind]: delta } });
  };
  for (const frame of frames) {
    const { content, thinking = "", tool_calls: calls = [] } = frame.message;
    if (thinking !== "" && !thought) add("thinking", thinking);
    if (content !== "") add("text", content);
    for (const { id = "", function: made } of calls) {
      close();
      called = true;
      send("content_block_start", { index, content_block: { type: "tool_use", id, name: made.name, input: {} } });
      const delta = { type: "input_json_delta", partial_json: JSON.stringify(made.arguments) };
      send("content_block_delta", { index, delta });
      send("content_block_stop", { index: index++ });
    }
    if (!frame.done) continue;
    close();
    send("message_delta", { delta: stopReason(frame, called), usage: usage(frame) });
    send("message_stop", {});
  }
  return namedEvents(events, pace);
}
