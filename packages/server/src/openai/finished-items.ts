import type {
  Message,
  ResponsesOutputFunctionCall,
  ResponsesOutputMessage,
  ResponsesOutputReasoning,
  ResponsesOutputText,
  ResponsesReasoningSummary,
} from "@cria/spec";
import { argumentsText } from "./frame.ts";

/** What was thought, as an item that is done. */
export function reasoningItem(id: string, thinking: string): ResponsesOutputReasoning {
  return { id, type: "reasoning", summary: [summaryText(thinking)], encrypted_content: thinking };
}

/** What was said, as an item that is done, or that was cut. */
export function messageItem(id: string, text: string, isCut = false): ResponsesOutputMessage {
  return {
    id,
    type: "message",
    status: isCut ? "incomplete" : "completed",
    role: "assistant",
    content: [outputText(text)],
  };
}

/** A call, as an item that is done. */
export function callItem(
  id: string,
  call: NonNullable<Message["tool_calls"]>[number],
): ResponsesOutputFunctionCall & { readonly call_id: string } {
  const { name } = call.function;
  return {
    id,
    type: "function_call",
    status: "completed",
    call_id: call.id ?? "",
    name,
    arguments: argumentsText(call),
  };
}

export function summaryText(text: string): ResponsesReasoningSummary {
  return { type: "summary_text", text };
}

export function outputText(text: string): ResponsesOutputText {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}
