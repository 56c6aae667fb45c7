import type { ChatResponse } from "@cria/spec";
import { isRecord } from "../../check/expect.ts";
import type { NativeAnswer } from "./ask-native.ts";

/** What a request says of its tools. */
export interface ToolChoice {
  readonly mode: "auto" | "none" | "required";
  /** The only tool that may be called. */
  readonly only?: string;
}

/** `tool_choice` of OpenAI's and Anthropic's protocols. */
export function toolChoiceOf(given: unknown): ToolChoice {
  if (given === "none" || given === "required") return { mode: given };
  if (!isRecord(given)) return { mode: "auto" };
  const name = isRecord(given.function) ? given.function.name : given.name;
  if (given.type === "none") return { mode: "none" };
  if (given.type === "any") return { mode: "required" };
  if ((given.type === "function" || given.type === "tool") && typeof name === "string") {
    return { mode: "required", only: name };
  }
  return { mode: "auto" };
}

/**
 * The tools that the model gets to know of. The scripted model calls whatever it knows of, so that it is kept from those
 * that nobody asked for.
 * @param asked the conversation
 */
export function chosenTools<Tool>(
  tools: readonly Tool[] | undefined,
  { mode, only }: ToolChoice,
  asked: unknown,
): Tool[] | undefined {
  if (mode === "none" || (mode === "auto" && JSON.stringify(asked ?? "").includes("Say hello."))) return undefined;
  return tools?.filter((tool) => {
    const declared = isRecord(tool) && isRecord(tool.function) ? tool.function : {};
    return only === undefined || declared.name === only;
  });
}

/** An answer that has one call at most. */
export function singleCall({ frames, pace }: NativeAnswer<ChatResponse>): NativeAnswer<ChatResponse> {
  let called = false;
  const kept = frames.map((frame) => {
    const { tool_calls: calls = [], ...message } = frame.message;
    const first = called ? [] : calls.slice(0, 1);
    called ||= calls.length > 0;
    return { ...frame, message: { ...message, ...(first.length > 0 && { tool_calls: first }) } };
  });
  return { frames: kept, pace };
}
