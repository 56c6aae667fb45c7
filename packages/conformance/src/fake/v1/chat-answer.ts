import type { Message } from "@cria/spec";
import { counts } from "./ask-native.ts";

/** Why an answer ended, in OpenAI's words. */
export function finishReason(reason: string | null, called: boolean): string | null {
  return reason === "stop" && called ? "tool_calls" : reason;
}

/** The tokens that a native frame counts. */
export function usage(frame: object) {
  const { input, output } = counts(frame);
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

/** Tool calls in OpenAI's form. @param before calls of the stream that came before these */
export function toolCalls(calls: NonNullable<Message["tool_calls"]>, before: number): object[] {
  return calls.map(({ id = "", function: { name, arguments: values } }, i) => ({
    id,
    index: before + i,
    type: "function",
    function: { name, arguments: JSON.stringify(values) },
  }));
}
