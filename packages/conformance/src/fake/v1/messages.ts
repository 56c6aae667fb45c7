import { type ChatResponse, MessagesRequest } from "@cria/spec";
import { type FakeAnswer, json } from "../answer.ts";
import { type FakeState, hash } from "../state.ts";
import { askChat, counts } from "./ask-native.ts";
import { singleCall } from "./beyond.ts";
import { decodeBody } from "./decode-body.ts";
import { nativeChat } from "./messages-request.ts";
import { messagesStream } from "./messages-stream.ts";

/** Answers `POST /v1/messages`. */
export function messages(text: string, state: FakeState): FakeAnswer {
  const body = decodeBody(MessagesRequest, text);
  const { model = "" } = body;
  const thinks = state.find(model)?.capabilities.includes("thinking") ?? false;
  const request = nativeChat(body, thinks);
  const answered = askChat(request, state);
  const native = body.tool_choice?.disable_parallel_tool_use === true ? singleCall(answered) : answered;
  const head = { id: `msg_${hash(text).slice(0, 24)}`, type: "message", role: "assistant", model };
  if (body.stream === true) return messagesStream(native, head, Math.max(1, JSON.stringify(request).length >> 2));
  const frame = native.frames[0]!;
  return json(200, {
    ...head,
    content: contentBlocks(frame.message),
    ...stopReason(frame, (frame.message.tool_calls ?? []).length > 0),
    usage: usage(frame),
  });
}

function contentBlocks({ content, thinking = "", tool_calls: calls = [] }: ChatResponse["message"]): object[] {
  return [
    ...(thinking === "" ? [] : [{ type: "thinking", thinking }]),
    ...(content === "" ? [] : [{ type: "text", text: content }]),
    ...calls.map(({ id = "", function: { name, arguments: input } }) => ({ type: "tool_use", id, name, input })),
  ];
}

/** Why an answer ended, in Anthropic's words; nothing if that is not known. @param called whether it has calls */
export function stopReason(frame: ChatResponse, called: boolean): { stop_reason?: string } {
  const reason = "done_reason" in frame ? frame.done_reason : undefined;
  if (called) return { stop_reason: "tool_use" };
  if (!reason) return {};
  const words: Readonly<Record<string, string>> = { stop: "end_turn", length: "max_tokens" };
  return { stop_reason: words[reason] ?? "stop_sequence" };
}

/** The tokens that a native frame counts. */
export function usage(frame: object) {
  const { input, output } = counts(frame);
  return { input_tokens: input, output_tokens: output };
}
