import type { ChatCompletion, ChatCompletionToolCall, ChatResponse, Message } from "@cria/spec";
import { argumentsText, type Ending, randomNumber, unixSeconds, usageOfAll } from "./frame.ts";

/** Fields that an answer and all chunks of a stream share. */
export interface ChatEnvelope {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/** The envelope of an answer whose first native frame is known. */
export function chatEnvelope({ model, created_at }: ChatResponse): ChatEnvelope {
  return { id: `chatcmpl-${randomNumber(999)}`, created: unixSeconds(created_at), model };
}

/** The answer that whole native frames stand for, one for each choice. Keys are in the order of the wire. */
export function toChatCompletion(first: ChatResponse, ...others: readonly ChatResponse[]): ChatCompletion {
  const frames = [first, ...others];
  const { id, created, model } = chatEnvelope(first);
  return {
    id,
    object: "chat.completion",
    created,
    model,
    system_fingerprint: "fp_ollama",
    choices: frames.map(toChoice),
    usage: usageOfAll(frames.map(endingOf)),
    _debug_info: first.done ? undefined : first._debug_info,
  };
}

function toChoice(frame: ChatResponse, index: number): ChatCompletion["choices"][number] {
  const { message, logprobs } = frame;
  const calls = message.tool_calls ?? [];
  return {
    index,
    message: {
      role: message.role === "" ? "" : "assistant",
      content: message.content,
      reasoning: message.thinking || undefined,
      tool_calls: toToolCalls(calls, 0),
    },
    finish_reason: finishReason(endingOf(frame).done_reason, calls.length > 0) ?? null,
    logprobs: logprobs && { content: logprobs },
  };
}

function endingOf(frame: ChatResponse): Ending {
  return frame.done ? frame : {};
}

/** Why an answer ended. An answer that was cut has not called its tools on purpose. */
export function finishReason(reason: string | undefined, hasCalls: boolean): string | undefined {
  return (reason === "stop" && hasCalls ? "tool_calls" : reason) || undefined;
}

/** Calls as OpenAI has them, counted from `first`; undefined for none. */
export function toToolCalls(
  calls: NonNullable<Message["tool_calls"]>,
  first: number,
): ChatCompletionToolCall[] | undefined {
  if (calls.length === 0) return undefined;
  return calls.map((call, position) => ({
    id: call.id ?? "",
    index: first + position,
    type: "function",
    function: { name: call.function.name, arguments: argumentsText(call) },
  }));
}
