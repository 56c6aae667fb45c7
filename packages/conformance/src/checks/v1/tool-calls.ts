import type { CheckContext } from "../../check/context.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import type { Fields } from "./ask.ts";
import { chat, toolFields } from "./chat.ts";
import { at, objectsAt } from "./json.ts";

/** The calls of an answer to both tools. Throws {@link NotApplicable} if the model made none. */
export async function callsOf(context: CheckContext, more: Fields = {}) {
  const fields = { ...toolFields(context.models.with("tools")), ...more };
  const { answer, body } = await chat(context, fields);
  const calls = objectsAt(body, "choices", 0, "message", "tool_calls");
  if (calls.length === 0) throw new NotApplicable("the model called no tool");
  return { answer, body, calls } as { answer: Answer; body: Record<string, unknown>; calls: Record<string, unknown>[] };
}

/** Fields that ask for both tools, with a token less than the answer needs. */
export async function cutCalls(context: CheckContext): Promise<Fields> {
  const { body } = await callsOf(context);
  const tokens = at(body, "usage", "completion_tokens");
  if (typeof tokens !== "number" || tokens < 2) throw new NotApplicable("the answer with calls is one token long");
  return { ...toolFields(context.models.with("tools")), max_tokens: tokens - 1 };
}
