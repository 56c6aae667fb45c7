import { expectEqual, expectRecord, expectThat, show } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";
import { at, expectText } from "./json.ts";

/** The object under `error` of an error answer. */
export function errorOf(answer: Answer): Record<string, unknown> {
  return expectRecord(at(answer.json, "error"), "error", answer);
}

/** What an error says. @param text all of it, or what it must match */
export function expectMessage(answer: Answer, text: string | RegExp): void {
  const message = expectText(errorOf(answer).message, "error.message", answer);
  if (typeof text === "string") expectEqual(message, text, "error.message", answer);
  else expectThat(text.test(message), `error.message is ${show(message)}, which does not match ${text}`, answer);
}
