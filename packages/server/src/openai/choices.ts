import { ApiError } from "../http/error.ts";
import { headersOf, type Inference, streamed } from "../inference/inference.ts";

/** As many as OpenAI makes. */
const mostChoices = 128;

/** A native frame of one of several answers to the same request. */
export interface ChoiceFrame<Frame> {
  /** Position of the answer, from 0. */
  readonly choice: number;
  /** Whether no other answer follows. */
  readonly isLast: boolean;
  readonly frame: Frame;
}

/** How many answers `n` asks for. Throws an {@link ApiError} with status 400 for too many. */
export function choiceCount(n: unknown): number {
  if (typeof n !== "number" || !Number.isInteger(n) || n < 1) return 1;
  if (n > mostChoices) throw new ApiError(400, `n must be at most ${mostChoices}`);
  return n;
}

/** The seed of one of several answers: they would be the same otherwise. */
export function seedOf(seed: number | undefined, choice: number): number | undefined {
  return seed === undefined ? undefined : seed + choice;
}

/**
 * Makes several answers, one after the other: each needs a runner of its own, and what they share of the prompt is
 * evaluated once.
 */
export async function inferChoices<Frame>(
  count: number,
  infer: (choice: number) => Promise<Inference<Frame>>,
): Promise<Inference<readonly ChoiceFrame<Frame>[]>> {
  const first = await infer(0);
  // A model that is only loaded, or a prompt that is only shown, is so once.
  const last = "single" in first ? 0 : count - 1;
  async function* choices(frames: AsyncIterable<Frame>, signal: AbortSignal) {
    for (let choice = 0; choice <= last; choice++) {
      const own = choice === 0 ? frames : streamed(await infer(choice))(signal);
      for await (const frame of own) yield [{ choice, isLast: choice === last, frame }];
    }
  }
  return {
    headers: () => headersOf(first),
    // The first one's frames are asked for at once: nobody may want any of them any more.
    produce: (signal) => choices(streamed(first)(signal), signal),
    merge: (frames) => {
      const all = frames.flat();
      const merge = "single" in first ? (own: readonly Frame[]) => own.at(-1)! : first.merge;
      return Array.from({ length: last + 1 }, (_, choice) => {
        const own = all.filter((each) => each.choice === choice).map(({ frame }) => frame);
        return { choice, isLast: choice === last, frame: merge(own) };
      });
    },
  };
}
