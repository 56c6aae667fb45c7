import { compareVersions, type OperationId, operations } from "@cria/spec";
import type { CheckContext } from "../../check/context.ts";
import { expectRecord, expectStatus } from "../../check/expect.ts";
import { NotSupported } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import { can } from "../inference/ask.ts";

/** Fields of a request. */
export type Fields = Readonly<Record<string, unknown>>;

/** A question that a model of any size answers in words. */
export const question = "Tell me a story about a llama.";

export const user = (content: unknown) => ({ role: "user", content });

/** The operation of a path that takes a POST. */
const operationAt = new Map<string, OperationId>(
  (Object.keys(operations) as OperationId[])
    .filter((id) => operations[id].methods.some((method) => method === "POST"))
    .map((id) => [operations[id].path, id]),
);

/**
 * Asks once per run: who asks the same again gets the same answer. Throws {@link NotSupported} if the server does not
 * offer the operation.
 */
export function ask(context: CheckContext, path: string, body: Fields): Promise<Answer> {
  const operation = operationAt.get(path);
  if (operation !== undefined && context.absent.has(operation)) {
    throw new NotSupported(`the server does not offer ${path}`);
  }
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

/**
 * Fields if the model is one that thinks, which it then does not: an answer is short then.
 * Before 0.12.4 there was no such field for a chat completion, and models did not think unless asked to.
 */
export function unlessThinking(context: CheckContext, model: unknown, fields: Fields): Fields {
  if (compareVersions(context.version, "0.12.4") < 0) return {};
  return can(context, String(model), "thinking") ? fields : {};
}

/** A name as a user may write it: without the tag that is meant if there is none. */
export function untagged(model: string): string {
  return model.replace(/:latest$/, "");
}
