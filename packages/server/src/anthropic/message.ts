import type { AnthropicMessage, ChatResponse, ContentBlock, MessagesUsage, Metrics } from "@cria/spec";
import { randomId } from "./random-id.ts";

type StopReason = NonNullable<AnthropicMessage["stop_reason"]>;
type Ending = Pick<Metrics, "prompt_eval_count" | "eval_count"> & { readonly done_reason?: string };

const stopReasons: Readonly<Record<string, StopReason>> = { stop: "end_turn", length: "max_tokens" };

/** Why an answer ended; undefined if that isn't known. A call counts more than that the answer was cut. */
export function stopReason(reason: string | undefined, hasCalls: boolean): StopReason | undefined {
  if (hasCalls) return "tool_use";
  return reason ? (stopReasons[reason] ?? "stop_sequence") : undefined;
}

/** The tokens that a frame counts; 0 for what it leaves out. */
export function usageOf({ prompt_eval_count: input = 0, eval_count: output = 0 }: Ending): MessagesUsage {
  return { input_tokens: input, output_tokens: output };
}

/** Fields that open an answer. */
export function messageHead(model: string) {
  return { id: randomId("msg_"), type: "message", role: "assistant", model } as const;
}

/** The answer that a whole native frame stands for. Keys are in the order of the wire. */
export function toMessage(frame: ChatResponse): AnthropicMessage {
  const { content, thinking, tool_calls: calls = [] } = frame.message;
  const blocks: ContentBlock[] = [];
  if (thinking) blocks.push({ type: "thinking", thinking });
  if (content !== "") blocks.push({ type: "text", text: content });
  for (const { id, function: called } of calls) {
    blocks.push({ type: "tool_use", id, name: called.name, input: called.arguments });
  }
  const ending: Ending = frame.done ? frame : {};
  return {
    ...messageHead(frame.model),
    content: blocks,
    stop_reason: stopReason(ending.done_reason, calls.length > 0),
    usage: usageOf(ending),
  };
}
