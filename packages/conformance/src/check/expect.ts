import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import type { Answer } from "../exchange/answer.ts";
import { Violation } from "./outcome.ts";

/** The answer's status is one of `statuses`. Throws a {@link Violation}, as everything here does. */
export function expectStatus(answer: Answer, ...statuses: readonly number[]): void {
  if (statuses.includes(answer.status)) return;
  throw violation(answer, `expected status ${statuses.join(" or ")}, got ${answer.status}${bodyOf(answer)}`);
}

/**
 * The answer is an error: the status, and a JSON object whose `error` is a text.
 * @param text what `error` must say: all of it, or what it must match.
 */
export function expectError(answer: Answer, status: number | readonly number[], text?: string | RegExp): void {
  expectStatus(answer, ...(typeof status === "number" ? [status] : status));
  const error = errorText(answer);
  if (error === undefined) throw violation(answer, `expected {"error": "…"}, got${bodyOf(answer)}`);
  if (typeof text === "string" ? error === text : (text?.test(error) ?? true)) return;
  throw violation(answer, `expected the error ${show(text)}, got ${show(error)}`);
}

/** Text of a native error answer, undefined if the body is none. */
export function errorText(answer: Answer): string | undefined {
  try {
    const body = answer.json;
    if (!isRecord(body)) return undefined;
    return typeof body.error === "string" ? body.error : undefined;
  } catch {
    return undefined;
  }
}

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>();

/** A value has the form of a schema. Fields that the schema does not name are let through. */
export function expectShape(schema: TSchema, value: unknown, what: string, answer?: Answer): void {
  let validator = compiled.get(schema);
  if (validator === undefined) {
    validator = TypeCompiler.Compile(schema);
    compiled.set(schema, validator);
  }
  if (validator.Check(value)) return;
  const first = validator.Errors(value).First();
  const where = first === undefined ? "" : ` at ${first.path || "/"}: ${first.message}, got ${show(first.value)}`;
  throw violation(answer, `${what} has not the form that the specification gives it${where}`);
}

/** Two values are equal, as JSON. */
export function expectEqual(received: unknown, expected: unknown, what: string, answer?: Answer): void {
  if (canonical(received) === canonical(expected)) return;
  throw violation(answer, `${what}: expected ${show(expected)}, got ${show(received)}`);
}

/** Something holds. `message` says what was expected and what came. */
export function expectThat(holds: boolean, message: string, answer?: Answer): asserts holds {
  if (!holds) throw violation(answer, message);
}

/** The value as a JSON object. */
export function expectRecord(value: unknown, what: string, answer?: Answer): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw violation(answer, `${what} is not a JSON object but ${show(value)}`);
}

/** The value as an array. */
export function expectArray(value: unknown, what: string, answer?: Answer): unknown[] {
  if (Array.isArray(value)) return value;
  throw violation(answer, `${what} is not an array but ${show(value)}`);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value for people, not longer than a line. */
export function show(value: unknown): string {
  const text = value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** JSON with sorted keys. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      isRecord(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
    ) ?? "undefined"
  );
}

function bodyOf(answer: Answer): string {
  const text = answer.text;
  return text === "" ? " and no body" : ` with ${show(text)}`;
}

function violation(answer: Answer | undefined, message: string): Violation {
  return new Violation(message, answer?.exchange);
}
