import type { CheckContext } from "../../check/context.ts";
import { askObject, type Fields, question, unlessThinking, user } from "./ask.ts";
import { at, textOr } from "./json.ts";

/** What `/api/chat` answers to the question that is asked under /v1, with the same options. @param more options */
export async function nativeText(context: CheckContext, more: Fields = {}): Promise<string> {
  const { model } = context;
  const { body } = await askObject(context, "/api/chat", {
    model,
    messages: [user(question)],
    stream: false,
    ...unlessThinking(context, model, { think: false }),
    options: { num_predict: 12, temperature: 0, seed: 1, ...more },
  });
  return textOr(at(body, "message", "content"));
}
