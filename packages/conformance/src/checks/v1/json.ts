import { expectThat, isRecord, show } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";

/** The value at a path into JSON; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof step === "number") found = Array.isArray(found) ? found[step] : undefined;
    else found = isRecord(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}

/** The objects of a list at a path; none if there is no list. */
export function objectsAt(value: unknown, ...path: readonly (string | number)[]): Record<string, unknown>[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** The value if it is a text, else an empty one. */
export function textOr(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The value as a text. Throws a Violation, as everything below does. */
export function expectText(value: unknown, what: string, answer?: Answer): string {
  expectThat(typeof value === "string", `${what} is not a string but ${show(value)}`, answer);
  return value;
}

/** The value as a text that is not empty. */
export function expectSaid(value: unknown, what: string, answer?: Answer): string {
  const text = expectText(value, what, answer);
  expectThat(text !== "", `${what} is empty`, answer);
  return text;
}

/** The value as a whole number, not below 0. */
export function expectCount(value: unknown, what: string, answer?: Answer): number {
  const holds = typeof value === "number" && Number.isInteger(value) && value >= 0;
  expectThat(holds, `${what} is not a whole number but ${show(value)}`, answer);
  return value;
}

/** The value as Unix seconds of about now: years, not milliseconds, lie between a clock that is wrong and another unit. */
export function expectUnixSeconds(value: unknown, what: string, answer?: Answer): number {
  const seconds = expectCount(value, what, answer);
  expectThat(seconds > 1.5e9 && seconds < 1e11, `${what} is no time of today in Unix seconds: ${seconds}`, answer);
  return seconds;
}

/** JSON that a text holds. */
export function expectParses(text: string, what: string, answer?: Answer): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw violated(`${what} is not JSON: ${show(text)}`, answer);
  }
}

function violated(message: string, answer: Answer | undefined): never {
  expectThat(false, message, answer);
  throw new Error("unreachable");
}
