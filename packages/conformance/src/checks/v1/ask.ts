import type { CheckContext } from "../../check/context.ts";
import { expectRecord, expectStatus } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";
import { can } from "../inference/ask.ts";

/** Fields of a request. */
export type Fields = Readonly<Record<string, unknown>>;

/** A question that a model of any size answers in words. */
export const question = "Tell me a story about a llama.";

export const user = (content: unknown) => ({ role: "user", content });

/** Asks once per run: who asks the same again gets the same answer. */
export function ask(context: CheckContext, path: string, body: Fields): Promise<Answer> {
  return context.once(`POST ${path} ${JSON.stringify(body)}`, () => context.client.post(path, body));
}

/** Asks, and expects the one JSON object of an answer that succeeded. */
export async function askObject(context: CheckContext, path: string, body: Fields): Promise<Said> {
  const answer = await ask(context, path, body);
  expectStatus(answer, 200);
  return { answer, body: expectRecord(answer.json, "the body", answer) };
}

/** An answer that succeeded, and its JSON object. */
export interface Said {
  readonly answer: Answer;
  readonly body: Record<string, unknown>;
}

/** Fields if the model is one that thinks, which it then does not: an answer is short then. */
export function unlessThinking(context: CheckContext, model: unknown, fields: Fields): Fields {
  return can(context, String(model), "thinking") ? fields : {};
}

/** A name as a user may write it: without the tag that is meant if there is none. */
export function untagged(model: string): string {
  return model.replace(/:latest$/, "");
}
