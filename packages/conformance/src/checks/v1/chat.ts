import type { CheckContext } from "../../check/context.ts";
import { expectRecord, expectStatus, expectThat } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import { parseJson } from "../../exchange/answer.ts";
import { ask, askObject, type Fields, question, type Said, unlessThinking, user } from "./ask.ts";
import { at, expectText, objectsAt, textOr } from "./json.ts";
import { bothTools } from "./tools.ts";

/** Chat completions. */
export const path = "/v1/chat/completions";

/** Body of a chat completion that gives a short answer, the same each time. @param more its fields, or others */
export function body(context: CheckContext, more: Fields = {}): Fields {
  const model = more.model ?? context.model;
  return {
    model,
    messages: [user(question)],
    max_tokens: 12,
    temperature: 0,
    seed: 1,
    ...unlessThinking(context, model, { reasoning_effort: "none" }),
    ...more,
  };
}

/** The answer to {@link body}, the same for each check that asks. */
export function chat(context: CheckContext, more: Fields = {}): Promise<Said> {
  return askObject(context, path, body(context, more));
}

/** The text of an answer. */
export function contentOf({ answer, body }: Said): string {
  return expectText(at(body, "choices", 0, "message", "content"), "choices[0].message.content", answer);
}

/** The server answers a chat completion with these fields with 200. */
export async function accepts(context: CheckContext, more: Fields): Promise<void> {
  expectStatus(await ask(context, path, body(context, { max_tokens: 1, ...more })), 200);
}

/** The server refuses a chat completion with these fields. */
export async function refuses(context: CheckContext, more: Fields, status = 400): Promise<Answer> {
  const answer = await ask(context, path, body(context, { max_tokens: 1, ...more }));
  expectStatus(answer, status);
  return answer;
}

/** A stream that succeeded. */
export interface Stream {
  /** Names it in messages. */
  readonly what: string;
  readonly answer: Answer;
  /** The JSON objects of its events. */
  readonly chunks: readonly Record<string, unknown>[];
}

/** The stream of {@link body}. */
export async function chatStream(context: CheckContext, more: Fields = {}, what = "the stream"): Promise<Stream> {
  return streamOf(await ask(context, path, body(context, { stream: true, ...more })), what);
}

/** The stream that an answer is. */
export function streamOf(answer: Answer, what: string): Stream {
  expectStatus(answer, 200);
  const chunks = answer.events
    .filter(({ data }) => data !== "[DONE]")
    .map(({ data }, i) => expectRecord(parseJson(data, `event ${i + 1}`), `event ${i + 1} of ${what}`, answer));
  expectThat(chunks.length > 0, `${what} has no events`, answer);
  return { what, answer, chunks };
}

/** Fields of requests whose streams show what streams may hold, as far as the models of the server can. */
export function streamFields(context: CheckContext): readonly (readonly [what: string, fields: Fields])[] {
  return [
    ["the stream", {}],
    ["the stream with usage", { stream_options: { include_usage: true } }],
    ...whenAble(context, "tools", (model) => toolFields(model)).map(
      (fields) => ["the stream with tools", fields] as const,
    ),
    ...whenAble(context, "thinking", (model) => thinkingFields(model)).map(
      (fields) => ["the stream with reasoning", fields] as const,
    ),
  ];
}

/** All of those streams. */
export async function chatStreams(context: CheckContext): Promise<Stream[]> {
  const streams: Stream[] = [];
  for (const [what, fields] of streamFields(context)) streams.push(await chatStream(context, fields, what));
  return streams;
}

/** Fields that ask for the calls of two tools. */
export function toolFields(model: string): Fields {
  return { model, max_tokens: 96, ...bothTools };
}

/** Fields that let a model think as it does by itself. */
export function thinkingFields(model: string): Fields {
  return { model, max_tokens: 24, reasoning_effort: undefined };
}

function whenAble(
  { models }: CheckContext,
  ability: "tools" | "thinking",
  make: (model: string) => Fields,
): readonly Fields[] {
  try {
    return [make(models.with(ability))];
  } catch (error) {
    if (error instanceof NotApplicable) return [];
    throw error;
  }
}

/** The deltas of a stream's chunks, in order. */
export function deltasOf({ chunks }: Stream): Record<string, unknown>[] {
  return chunks.flatMap((chunk) => objectsAt(chunk, "choices")).flatMap((choice) => objectsAt([choice.delta]));
}

/** The texts of a field of a stream's deltas, joined. */
export function joined(stream: Stream, field: "content" | "reasoning"): string {
  return deltasOf(stream)
    .map((delta) => textOr(delta[field]))
    .join("");
}

/** The reasons for which a stream ended that are not null. */
export function finishReasons({ chunks }: Stream): unknown[] {
  return chunks
    .flatMap((chunk) => objectsAt(chunk, "choices"))
    .map(({ finish_reason }) => finish_reason ?? null)
    .filter((reason) => reason !== null);
}

/** Shares of an answer after which to look for a text to stop at, the best first. */
const shares = [1 / 2, 2 / 3, 1 / 3, 3 / 4];

/** Texts within an answer, at which to stop. Throws {@link NotApplicable} if the answer is too short. */
export function stopsIn(text: string): string[] {
  const characters = [...text];
  const begins = shares.map((share) => Math.floor(characters.length * share));
  const stops = begins.map((begin) => characters.slice(begin, begin + 3).join("")).filter((stop) => stop.trim() !== "");
  if (stops.length === 0 || characters.length < 6)
    throw new NotApplicable("the model's answer is too short to be stopped");
  return stops;
}

/** The best of them. */
export function stopIn(text: string): string {
  return stopsIn(text)[0]!;
}

/** The text before the first place where a stop text occurs. */
export function before(text: string, stop: string): string {
  return text.slice(0, text.indexOf(stop));
}
