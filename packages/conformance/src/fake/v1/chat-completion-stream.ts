import type { ChatResponse } from "@cria/spec";
import type { FakeAnswer, FakeEvent } from "../answer.ts";
import type { NativeAnswer } from "./ask-native.ts";
import { finishReason, toolCalls, usage } from "./chat-answer.ts";
import { sse } from "./sse.ts";

/** The stream of a chat completion. @param head fields of every chunk */
export function chatCompletionStream(
  { frames, pace }: NativeAnswer<ChatResponse>,
  head: object,
  includeUsage: boolean,
): FakeAnswer {
  const events: FakeEvent[] = [];
  const send = (more: object) => events.push({ data: { ...head, object: "chat.completion.chunk", ...more } });
  let called = 0;
  const add = (delta: object, logprobs?: unknown) => {
    const role = events.length === 0 ? { role: "assistant" } : {};
    const choice = { index: 0, delta: { ...role, ...delta }, finish_reason: null };
    send({ choices: [logprobs === undefined ? choice : { ...choice, logprobs: { content: logprobs } }] });
  };
  for (const frame of frames) {
    const { message, logprobs } = frame;
    const { content, thinking = "", tool_calls: calls = [] } = message;
    const empty = content === "" && thinking === "" && calls.length === 0 && logprobs === undefined;
    const reasoning = thinking === "" ? {} : { reasoning: thinking };
    const tools = calls.length === 0 ? {} : { tool_calls: toolCalls(calls, called) };
    called += calls.length;
    if (thinking !== "" && (content !== "" || calls.length > 0)) {
      add(reasoning, logprobs);
      add({ content, ...tools });
    } else if (!frame.done || !empty || events.length === 0) add({ content, ...reasoning, ...tools }, logprobs);
    if (!frame.done) continue;
    const reason = finishReason(frame.done_reason || "stop", called > 0);
    send({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
    if (includeUsage) send({ choices: [], usage: usage(frame) });
    events.push({ data: "[DONE]" });
  }
  return sse(events, pace);
}
