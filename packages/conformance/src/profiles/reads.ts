import { expectThat, isRecord, show } from "../check/expect.ts";
import { Violation } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";

// What clients read of an answer. Messages of violations are clauses that continue "… because".

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

function request({ exchange }: Answer): string {
  const { method, path } = exchange.request;
  return `${method} ${path}`;
}

function fail(message: string, answer: Answer): never {
  throw new Violation(message, answer.exchange);
}

/** The answer has this status. */
export function hasStatus(answer: Answer, status: number): void {
  const text = answer.text === "" ? "" : ` with ${show(answer.text)}`;
  expectThat(answer.status === status, `${request(answer)} answered ${answer.status}${text}`, answer);
}

/** The answer has this status and its body is a JSON object. */
export function answersWith(answer: Answer, status: number): Fields {
  hasStatus(answer, status);
  return record(answer.json, `the body of ${request(answer)}`, answer);
}

export function record(value: unknown, what: string, answer: Answer): Fields {
  if (isRecord(value)) return value;
  return fail(`${what} ${is(value)} and not an object`, answer);
}

export function list(value: unknown, what: string, answer: Answer): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return fail(`${what} ${is(value)} and not a list`, answer);
}

/** A list of objects. */
export function records(value: unknown, what: string, answer: Answer): readonly Fields[] {
  return list(value, what, answer).map((item, index) => record(item, `element ${index + 1} of ${what}`, answer));
}

/** A field that is a text and not empty. */
export function textOf(fields: Fields, key: string, what: string, answer: Answer): string {
  const value = fields[key];
  expectThat(typeof value === "string" && value !== "", `\`${key}\` of ${what} ${is(value)} and not a text`, answer);
  return value;
}

/** A field that is a text, perhaps empty. */
export function stringOf(fields: Fields, key: string, what: string, answer: Answer): string {
  const value = fields[key];
  expectThat(typeof value === "string", `\`${key}\` of ${what} ${is(value)} and not a text`, answer);
  return value;
}

export function numberOf(fields: Fields, key: string, what: string, answer: Answer): number {
  const value = fields[key];
  expectThat(typeof value === "number", `\`${key}\` of ${what} ${is(value)} and not a number`, answer);
  return value;
}

export function wholeOf(fields: Fields, key: string, what: string, answer: Answer): number {
  const value = numberOf(fields, key, what, answer);
  expectThat(Number.isInteger(value), `\`${key}\` of ${what} is ${value} and not a whole number`, answer);
  return value;
}

export function recordOf(fields: Fields, key: string, what: string, answer: Answer): Fields {
  return record(fields[key], `\`${key}\` of ${what}`, answer);
}

export function listOf(fields: Fields, key: string, what: string, answer: Answer): readonly unknown[] {
  return list(fields[key], `\`${key}\` of ${what}`, answer);
}

/** A field that is a time in the form of RFC 3339, with a zone. */
export function timeOf(fields: Fields, key: string, what: string, answer: Answer): void {
  const value = fields[key];
  const form = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;
  const holds = typeof value === "string" && form.test(value) && !Number.isNaN(Date.parse(value));
  expectThat(holds, `\`${key}\` of ${what} ${is(value)} and not a time in the form of RFC 3339`, answer);
}

/** The entries of an answer with a list `models`. */
export function entriesOf(answer: Answer): readonly Fields[] {
  const { models } = answersWith(answer, 200);
  return records(models, `\`models\` of ${request(answer)}`, answer);
}

/** The objects of an NDJSON stream, at least one. */
export function framesOf(answer: Answer): readonly Fields[] {
  hasStatus(answer, 200);
  const frames = records(answer.frames, "the stream", answer);
  expectThat(frames.length > 0, "the stream is empty", answer);
  return frames;
}

/** The last object of an NDJSON stream, which says that it is done. */
export function lastOf(answer: Answer): Fields {
  const last = framesOf(answer).at(-1) ?? {};
  expectThat(last.done === true, `\`done\` of the last frame ${is(last.done)} and not true`, answer);
  return last;
}

/** The text of a native error. */
export function errorOf(answer: Answer): string {
  const body = record(answer.json, `the body of the error ${answer.status}`, answer);
  return textOf(body, "error", "the error", answer);
}

/** What a value is, to be continued by "and not …". */
export function is(value: unknown): string {
  return value === undefined ? "is missing" : `is ${show(value)}`;
}
