import type { CheckContext } from "../../check/context.ts";
import { expectRecord, expectStatus, expectThat } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";
import { askWhole, type More, prompt, question } from "../inference/ask.ts";
import { unstreamed } from "../inference/frames.ts";

/** An answer to a prompt that was not streamed. */
export interface Completion {
  readonly answer: Answer;
  readonly body: Readonly<Record<string, unknown>>;
  /** What the model wrote, thoughts first: not every model can do without thinking. */
  readonly text: string;
}

/** Body of a request for a few words. @param options more than those for a short, steady answer, or others */
export function brief(context: CheckContext, options: Readonly<Record<string, unknown>> = {}, more: More = {}) {
  return question(context, "generate", prompt, { ...more, options: { num_predict: 8, ...options } });
}

/** Asks for a few words. Throws a Violation if there are none. */
export async function complete(
  context: CheckContext,
  options: Readonly<Record<string, unknown>> = {},
  more: More = {},
): Promise<Completion> {
  return completionOf(
    await askWhole(context, "generate", prompt, { ...more, options: { num_predict: 8, ...options } }),
  );
}

/** The completion of an answer that was not streamed. Throws a Violation if it is none. */
export function completionOf(answer: Answer): Completion {
  expectStatus(answer, 200);
  const body = expectRecord(answer.json, "the body", answer);
  const { response, thinking } = body;
  expectThat(typeof response === "string", `response is not a string but ${JSON.stringify(response)}`, answer);
  return { answer, body, text: `${typeof thinking === "string" ? thinking : ""}${response}` };
}

/** The answer that many checks look at. */
export async function completed(context: CheckContext): Promise<Completion> {
  return completionOf(await unstreamed(context, "generate"));
}
