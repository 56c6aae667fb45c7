import type { CheckContext } from "../../check/context.ts";
import { expectStatus } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";
import { ask, askObject, type Fields, type Said } from "./ask.ts";
import { at, expectText } from "./json.ts";

/** Completions. */
export const path = "/v1/completions";

/** Body of a completion that gives a short answer, the same each time. Thoughts come first and can't be turned off here. */
export function body(context: CheckContext, more: Fields = {}): Fields {
  return {
    model: context.model,
    prompt: "Once upon a time there was a llama.",
    max_tokens: 40,
    temperature: 0,
    seed: 1,
    ...more,
  };
}

/** The answer to {@link body}, the same for each check that asks. */
export function complete(context: CheckContext, more: Fields = {}): Promise<Said> {
  return askObject(context, path, body(context, more));
}

export function textOf({ answer, body }: Said): string {
  return expectText(at(body, "choices", 0, "text"), "choices[0].text", answer);
}

/** The server answers a completion with these fields with 200. */
export async function accepts(context: CheckContext, more: Fields): Promise<void> {
  expectStatus(await ask(context, path, body(context, { max_tokens: 1, ...more })), 200);
}

/** The server refuses a completion with these fields. */
export async function refuses(context: CheckContext, more: Fields): Promise<Answer> {
  const answer = await ask(context, path, body(context, { max_tokens: 1, ...more }));
  expectStatus(answer, 400);
  return answer;
}
