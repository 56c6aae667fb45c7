import { canonical, isRecord } from "../../check/expect.ts";
import { NotApplicable, Violation } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";

/**
 * Compares the answer to a request with something else that must have the same text. Where it does not, the request is
 * repeated: a server that answers it in another way each time is known not to be steady, and nothing more.
 * Throws {@link NotApplicable} then.
 */
export async function ifSteady(
  ask: () => Promise<Answer>,
  verify: (answer: Answer) => Promise<void> | void,
): Promise<void> {
  const answer = await ask();
  try {
    await verify(answer);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    for (let tries = 0; tries < 2; tries++) {
      if (timeless(await ask()) === timeless(answer)) continue;
      throw new NotApplicable("the same request is answered in different ways, with temperature 0 and a seed");
    }
    throw error;
  }
}

/**
 * Compares answers that the same request gets. What fails and then holds when it is tried again is no rule that the
 * server breaks, but answers that differ by themselves. Throws {@link NotApplicable} then.
 */
export async function persistently(verify: () => Promise<void>): Promise<void> {
  try {
    await verify();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    for (let tries = 0; tries < 3; tries++) {
      const held = await verify().then(
        () => true,
        () => false,
      );
      if (held)
        throw new NotApplicable("the same request is answered in different ways, with temperature 0 and a seed");
    }
    throw error;
  }
}

/** What an answer says, without the times of its making. */
function timeless(answer: Answer): string {
  const { json } = answer;
  if (!isRecord(json)) return answer.text;
  return canonical(Object.fromEntries(Object.entries(json).filter(([name]) => !/_at$|_duration$/.test(name))));
}
