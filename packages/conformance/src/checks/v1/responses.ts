import type { CheckContext } from "../../check/context.ts";
import { expectStatus } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import { ask, askObject, type Fields, question, type Said, unlessThinking } from "./ask.ts";
import { at, objectsAt, textOr } from "./json.ts";
import { flat, time, toolQuestion, weather } from "./tools.ts";

/** Responses. */
export const path = "/v1/responses";

/** Body of a response that is short and the same each time. */
export function body(context: CheckContext, more: Fields = {}): Fields {
  const model = more.model ?? context.model;
  return {
    model,
    input: question,
    max_output_tokens: 12,
    temperature: 0,
    ...unlessThinking(context, model, { reasoning: { effort: "none" } }),
    ...more,
  };
}

/** The answer to {@link body}, the same for each check that asks. */
export function respond(context: CheckContext, more: Fields = {}): Promise<Said> {
  return askObject(context, path, body(context, more));
}

/** The server answers a response with these fields with 200. */
export async function accepts(context: CheckContext, more: Fields): Promise<void> {
  expectStatus(await ask(context, path, body(context, { max_output_tokens: 1, ...more })), 200);
}

/** The server refuses a response with these fields. */
export async function refuses(context: CheckContext, more: Fields): Promise<Answer> {
  const answer = await ask(context, path, body(context, { max_output_tokens: 1, ...more }));
  expectStatus(answer, 400);
  return answer;
}

/** Items of an answer's output of a type. */
export function itemsOf({ body }: Said, type: string): Record<string, unknown>[] {
  return objectsAt(body, "output").filter((item) => item.type === type);
}

/** The text of the messages of an answer. */
export function textOf(said: Said): string {
  const parts = itemsOf(said, "message").flatMap((item) => objectsAt(item, "content"));
  return parts.map(({ text }) => textOr(text)).join("");
}

/** Fields that ask for the calls of two tools. */
export function toolFields(context: CheckContext): Fields {
  const model = context.models.with("tools");
  return { model, input: toolQuestion, tools: flat(weather, time), max_output_tokens: 96 };
}

/** Fields that let a model think as it does by itself. */
export function thinkingFields(context: CheckContext): Fields {
  return { model: context.models.with("thinking"), max_output_tokens: 24, reasoning: undefined };
}

/** An answer with calls. Throws {@link NotApplicable} if the model made none. */
export async function called(context: CheckContext, more: Fields = {}): Promise<Said> {
  const said = await respond(context, { ...toolFields(context), ...more });
  if (itemsOf(said, "function_call").length === 0) throw new NotApplicable("the model called no tool");
  return said;
}

/** An answer with thoughts. Throws {@link NotApplicable} if the model had none. */
export async function thought(context: CheckContext): Promise<Said> {
  const said = await respond(context, thinkingFields(context));
  const summary = itemsOf(said, "reasoning").map((item) => textOr(at(item, "summary", 0, "text")));
  if (summary.join("") === "") throw new NotApplicable("the model did not think");
  return said;
}
