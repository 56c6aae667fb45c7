import { trimSpace } from "../../outputs/white-space.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { Thinking } from "../thinking.ts";
import { RenderError } from "./definition.ts";
import { textsWithImages } from "./image-tags.ts";
import { isToolResponse } from "./last-query.ts";

const most =
  "Reasoning effort is set to xhigh. Please think carefully through the task, validate key assumptions, consider plausible alternatives, and prioritize correctness, consistency, and clarity in the final answer.";
const least =
  "Reasoning effort is set to low. Keep your thinking brief and focused, moving directly to the conclusion without unnecessary elaboration.";

/** What Qwen3.8 is told about how hard to think; nothing for a medium effort. */
export function effortSentence({ isSet, on, level }: Thinking): string {
  if (!isSet) return most;
  if (!on) return "";
  switch (level) {
    case "low":
      return least;
    case "high":
    case "max":
      return most;
    default:
      return "";
  }
}

/**
 * All that system and developer say as one system message in front, unless a system message in front is all there is.
 * Throws {@link RenderError} if they show images.
 */
export function foldInstructions(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const instructions = messages.filter(isInstruction);
  const shown = instructions.find((message) => message.images?.length);
  if (shown !== undefined) throw new RenderError(`${shown.role} message cannot contain images`);
  const isFolded = instructions.length === 1 && messages[0]?.role === "system";
  if (instructions.length === 0 || isFolded) return messages;
  const texts = instructions.map((message) => trimSpace(message.content)).filter((text) => text !== "");
  return [{ role: "system", content: texts.join("\n\n") }, ...messages.filter((message) => !isInstruction(message))];
}

function isInstruction({ role }: ChatMessage): boolean {
  return role === "system" || role === "developer";
}

/** Throws {@link RenderError} for a conversation in which the user asks nothing. */
export function requireQuestion(messages: readonly ChatMessage[]): void {
  if (messages.length === 0) throw new RenderError("no messages provided");
  const texts = textsWithImages(messages).map(trimSpace);
  if (!messages.some(({ role }, index) => role === "user" && !isToolResponse(texts[index]!))) {
    throw new RenderError("no user query found in messages");
  }
}
