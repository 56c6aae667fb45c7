import type { CheckContext } from "../../check/context.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import { ask, type Kind } from "./ask.ts";
import { framesOf } from "./frames.ts";

/** A stream whose frames are far enough apart to see when they come. */
export function slow(context: CheckContext, kind: Kind): Promise<Answer> {
  return context.once(`slow stream of ${kind}`, () => askSlowly(context, kind));
}

/** A new stream of that kind. */
export function askSlowly(context: CheckContext, kind: Kind): Promise<Answer> {
  // A list of so many items that the model does not end at once.
  return ask(context, kind, "Count slowly from one to twelve.", {
    format: { type: "array", items: { type: "boolean" }, minItems: 24, maxItems: 24 },
    options: { num_predict: 40 },
  });
}

/** Milliseconds in which the frames of a stream came, and in which the model made them. */
export function spanOf(answer: Answer): readonly [came: number, made: number] {
  const { eval_duration: duration } = framesOf(answer).at(-1)!;
  const [first = 0, last = 0] = [answer.arrivals[0], answer.arrivals.at(-1)];
  return [last - first, typeof duration === "number" ? duration / 1e6 : 0];
}

/** Whether frames came while the model made them. Throws {@link NotApplicable} if that was too fast to be seen. */
export function isIncremental(answer: Answer): boolean {
  const [came, made] = spanOf(answer);
  if (made < 15) throw new NotApplicable("the model is too fast to see when its frames are sent");
  return came >= made / 4;
}
