import type { ChatResponse } from "@cria/spec";
import type { FakeAnswer, FakeEvent } from "../answer.ts";
import type { NativeAnswer } from "./ask-native.ts";
import { finishReason, toolCalls, usage } from "./chat-answer.ts";
import { sse } from "./sse.ts";

/** The stream of a chat completion. @param head fields of every chunk */
export function chatCompletionStream(
  natives: readonly NativeAnswer<ChatResponse>[],
  head: object,
  includeUsage: boolean,
): FakeAnswer {
  const events: FakeEvent[] = [];
  const send = (more: object) => events.push({ data: { ...head, object: "chat.completion.chunk", ...more } });
  let index = 0;
  let called = 0;
  let begun = false;
  const add = (delta: object, logprobs?: unknown) => {
    const role = begun ? {} : { role: "assistant" };
    begun = true;
    const choice = { index, delta: { ...role, ...delta }, finish_reason: null };
    send({ choices: [logprobs === undefined ? choice : { ...choice, logprobs: { content: logprobs } }] });
  };
  const last = natives.at(-1)!.frames.at(-1);
  for (const frame of natives.flatMap(({ frames }) => frames)) {
    const { message, logprobs } = frame;
    const { content, thinking = "", tool_calls: calls = [] } = message;
    const empty = content === "" && thinking === "" && calls.length === 0 && logprobs === undefined;
    const reasoning = thinking === "" ? {} : { reasoning: thinking };
    const tools = calls.length === 0 ? {} : { tool_calls: toolCalls(calls, called) };
    called += calls.length;
    if (thinking !== "" && (content !== "" || calls.length > 0)) {
      add(reasoning, logprobs);
      add({ content, ...tools });
    } else if (!frame.done || !empty || !begun) add({ content, ...reasoning, ...tools }, logprobs);
    if (!frame.done) continue;
    const reason = finishReason(frame.done_reason || "stop", called > 0);
    send({ choices: [{ index, delta: {}, finish_reason: reason }] });
    index++;
    called = 0;
    begun = false;
    if (frame !== last) continue;
    if (includeUsage) send({ choices: [], usage: usage(frame) });
    events.push({ data: "[DONE]" });
  }
  return sse(events, natives[0]!.pace);
}
