import type { CheckContext } from "../../check/context.ts";
import { expectEqual, expectStatus, expectThat } from "../../check/expect.ts";
import { askWhole, type Kind, prompt } from "./ask.ts";
import { eachEnd, eachObject, framesOf, joinedText, objectOf, streamed, textOf, unstreamed } from "./frames.ts";

/** The request of the most usual form is answered. */
export async function isPresent(context: CheckContext, kind: Kind): Promise<void> {
  expectStatus(await askWhole(context, kind, prompt, { options: { num_predict: 1 } }), 200);
}

export function doneIsBoolean(context: CheckContext, kind: Kind): Promise<void> {
  return eachObject(
    context,
    ({ done }, answer) => expectThat(typeof done === "boolean", `done is ${JSON.stringify(done)}`, answer),
    [kind],
  );
}

/** A field that objects of this endpoint don't have. */
export function expectNever(context: CheckContext, kind: Kind, name: string): Promise<void> {
  return eachObject(context, (frame, answer) => expectThat(!(name in frame), `an object has ${name}`, answer), [kind]);
}

export async function unstreamedIsDone(context: CheckContext, kind: Kind): Promise<void> {
  const answer = await unstreamed(context, kind);
  expectEqual(objectOf(answer).done, true, "done", answer);
}

/** The answer with `stream` false is not shorter than what streams. */
export async function unstreamedIsWhole(context: CheckContext, kind: Kind): Promise<void> {
  const answer = await unstreamed(context, kind);
  const [whole, text] = [textOf(kind, objectOf(answer)), joinedText(kind, framesOf(await streamed(context, kind)))];
  const message = `the answer is ${JSON.stringify(whole)}, and the stream brings ${JSON.stringify(text)}`;
  // Not every server answers the same request in the same words.
  expectThat(whole !== "" && 2 * whole.length >= text.length, message, answer);
}

export function doneReasonIsKnown(context: CheckContext, kind: Kind): Promise<void> {
  return eachEnd(
    context,
    ({ done_reason: reason }, answer) => {
      const known = ["stop", "length", "load", "unload", undefined];
      expectThat(
        known.some((each) => each === reason),
        `done_reason is ${JSON.stringify(reason)}`,
        answer,
      );
    },
    [kind],
  );
}
