import { errorText, expectRecord, expectThat, isRecord, show } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";

export type Frame = Readonly<Record<string, unknown>>;

/** What came of a creation, a pull or a push. */
export interface Outcome {
  readonly answer: Answer;
  /** The objects of its progress, or the one object of an answer that was not streamed. */
  readonly frames: readonly Frame[];
  /** Text of the error; undefined if it succeeded. */
  readonly error: string | undefined;
}

/** Reads the outcome of an answer, streamed or not. Throws a Violation if it tells none. */
export function outcomeOf(answer: Answer): Outcome {
  const refused = errorText(answer);
  if (refused !== undefined) return { answer, frames: [], error: refused };
  expectThat(answer.status === 200, `expected progress or {"error": "…"}, got status ${answer.status}`, answer);
  const frames = answer.frames.map((frame, index) => expectRecord(frame, `line ${index + 1} of the body`, answer));
  const last = frames.at(-1);
  expectThat(last !== undefined, "the stream is empty", answer);
  if (typeof last.error === "string") return { answer, frames, error: last.error };
  expectThat(last.status === "success", `the last object is ${show(last)} rather than an error or a success`, answer);
  return { answer, frames, error: undefined };
}

/** The answer tells of a success. */
export function expectSuccess(answer: Answer): Outcome {
  const outcome = outcomeOf(answer);
  expectThat(outcome.error === undefined, `it failed with ${show(outcome.error)}`, answer);
  return outcome;
}

/** The answer tells of a failure, with a status of its own or in its last line. @param text what the error must match */
export function expectFailure(answer: Answer, text = /^/): Outcome {
  const outcome = outcomeOf(answer);
  const { error } = outcome;
  expectThat(error !== undefined, "it succeeded instead of failing", answer);
  expectThat(text.test(error), `expected an error that matches ${text}, got ${show(error)}`, answer);
  const succeeded = outcome.frames.some((frame) => isRecord(frame) && frame.status === "success");
  expectThat(!succeeded, "it tells of a success and then of an error", answer);
  return outcome;
}

/** The `status` texts of progress, in order. */
export function statusesOf({ frames }: Outcome): string[] {
  return frames.flatMap(({ status }) => (typeof status === "string" ? [status] : []));
}
