import type { CheckContext } from "../../check/context.ts";
import { expectStatus, isRecord } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import { brief } from "../store/completion.ts";

/** A string in a text, and where it begins. */
export interface Place {
  readonly stop: string;
  /** Characters before it. */
  readonly at: number;
}

/** What the model writes, and where to stop it. */
export interface StopPlace extends Place {
  readonly text: string;
  /** A place that begins in one frame and ends in another; undefined if there is none. */
  readonly across: Place | undefined;
}

/** Where the model's usual answer can be stopped. Throws a NotApplicable for an answer that is too short. */
export function stopPlace(context: CheckContext): Promise<StopPlace> {
  return context.once("place to stop", async () => {
    const answer = await context.client.post("/api/generate", brief(context, { num_predict: 16 }, { stream: true }));
    expectStatus(answer, 200);
    const pieces = answer.frames
      .map((frame) => (isRecord(frame) && typeof frame.response === "string" ? frame.response : ""))
      .filter((piece) => piece !== "");
    const text = pieces.join("");
    // The first occurrence counts, so what repeats the beginning is of no use.
    const places = pieces.flatMap((piece, index) => {
      const at = pieces.slice(0, index).join("").length;
      const usable = index > 0 && isPlain(piece) && text.indexOf(piece) === at;
      return usable ? [{ stop: piece, at }] : [];
    });
    const [place] = places.slice(Math.floor(places.length / 2));
    if (place === undefined) throw new NotApplicable("the model's text has no place where it could be stopped");
    return { ...place, text, across: placeAcross(pieces, text) };
  });
}

/** The end of one piece and the beginning of the next. */
function placeAcross(pieces: readonly string[], text: string): Place | undefined {
  for (let index = 1; index < pieces.length; index++) {
    const before = pieces.slice(0, index).join("");
    const stop = before.slice(-1) + pieces[index]!.slice(0, 2);
    const at = before.length - 1;
    if (at > 0 && isPlain(stop) && text.indexOf(stop) === at) return { stop, at };
  }
  return undefined;
}

/** What is not plain may be half a character, or white space that is trimmed. */
function isPlain(text: string): boolean {
  return /^[ -~]*[!-~][ -~]*$/.test(text);
}
