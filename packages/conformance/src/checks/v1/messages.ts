import type { CheckContext } from "../../check/context.ts";
import { expectStatus } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import { ask, askObject, type Fields, question, type Said, unlessThinking, user } from "./ask.ts";
import { type Stream, streamOf } from "./chat.ts";
import { objectsAt, textOr } from "./json.ts";
import { type news, time, toolQuestion, weather } from "./tools.ts";

/** Messages of Anthropic's protocol. */
export const path = "/v1/messages";

/** Tools in the form of a message. */
export const declared = (...functions: readonly (typeof weather | typeof news)[]) =>
  functions.map(({ name, description, parameters }) => ({ name, description, input_schema: parameters }));

/** Body of a request for a message that is short and the same each time. */
export function body(context: CheckContext, more: Fields = {}): Fields {
  const model = more.model ?? context.model;
  return {
    model,
    messages: [user(question)],
    max_tokens: 12,
    temperature: 0,
    ...unlessThinking(context, model, { thinking: { type: "disabled" } }),
    ...more,
  };
}

/** The answer to {@link body}, the same for each check that asks. */
export function message(context: CheckContext, more: Fields = {}): Promise<Said> {
  return askObject(context, path, body(context, more));
}

/** The server answers a request with these fields with 200. */
export async function accepts(context: CheckContext, more: Fields): Promise<void> {
  expectStatus(await ask(context, path, body(context, { max_tokens: 1, ...more })), 200);
}

/** The server refuses a request with these fields. */
export async function refuses(context: CheckContext, more: Fields, status = 400): Promise<Answer> {
  const answer = await ask(context, path, body(context, { max_tokens: 1, ...more }));
  expectStatus(answer, status);
  return answer;
}

/** Blocks of an answer of a type. */
export function blocksOf({ body }: Said, type: string): Record<string, unknown>[] {
  return objectsAt(body, "content").filter((block) => block.type === type);
}

/** The texts of an answer. */
export function textOf(said: Said): string {
  return blocksOf(said, "text")
    .map(({ text }) => textOr(text))
    .join("");
}

/** Fields that ask for the calls of two tools. */
export function toolFields(context: CheckContext): Fields {
  const model = context.models.with("tools");
  return { model, messages: [user(toolQuestion)], tools: declared(weather, time), max_tokens: 96 };
}

/** Fields that make a model think. */
export function thinkingFields(context: CheckContext): Fields {
  const thinking = { type: "enabled", budget_tokens: 1024 };
  return { model: context.models.with("thinking"), max_tokens: 24, thinking };
}

/** An answer with calls. Throws {@link NotApplicable} if the model made none. */
export async function called(context: CheckContext, more: Fields = {}): Promise<Said> {
  const said = await message(context, { ...toolFields(context), ...more });
  if (blocksOf(said, "tool_use").length === 0) throw new NotApplicable("the model called no tool");
  return said;
}

/** An answer with thoughts. Throws {@link NotApplicable} if the model had none. */
export async function thought(context: CheckContext, more: Fields = {}): Promise<Said> {
  const said = await message(context, { ...thinkingFields(context), ...more });
  if (blocksOf(said, "thinking").length === 0) throw new NotApplicable("the model did not think");
  return said;
}

/** The stream of {@link body}. */
export async function messageStream(context: CheckContext, more: Fields = {}, what = "the stream"): Promise<Stream> {
  return streamOf(await ask(context, path, body(context, { stream: true, ...more })), what);
}

/** The streams that the models of the server can make. */
export async function messageStreams(context: CheckContext): Promise<Stream[]> {
  const fields: [string, () => Fields][] = [
    ["the stream", () => ({})],
    ["the stream with tools", () => toolFields(context)],
    ["the stream with thinking", () => thinkingFields(context)],
  ];
  const streams: Stream[] = [];
  for (const [what, make] of fields) {
    try {
      streams.push(await messageStream(context, make(), what));
    } catch (error) {
      if (!(error instanceof NotApplicable)) throw error;
    }
  }
  return streams;
}
