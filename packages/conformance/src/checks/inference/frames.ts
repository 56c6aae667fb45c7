import type { CheckContext } from "../../check/context.ts";
import { expectRecord, expectStatus, expectThat, isRecord } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";
import { ask, askWhole, type Kind, kinds, prompt } from "./ask.ts";

/** A JSON object of an answer. */
export type Frame = Readonly<Record<string, unknown>>;

/** The objects of a stream that succeeded. */
export function framesOf(answer: Answer): Frame[] {
  expectStatus(answer, 200);
  const frames = answer.frames.map((frame, index) => expectRecord(frame, `line ${index + 1} of the body`, answer));
  expectThat(frames.length > 0, "the stream is empty", answer);
  return frames;
}

/** The one object of an answer that succeeded. */
export function objectOf(answer: Answer): Frame {
  expectStatus(answer, 200);
  return expectRecord(answer.json, "the body", answer);
}

/** The message of a frame, without fields if there is none. */
export function messageOf(frame: Frame): Frame {
  return isRecord(frame.message) ? frame.message : {};
}

/** The text of a frame, empty if there is none. */
export function textOf(kind: Kind, frame: Frame): string {
  const text = kind === "generate" ? frame.response : messageOf(frame).content;
  return typeof text === "string" ? text : "";
}

/** What a frame has of the model's thoughts, empty if there is nothing. */
export function thinkingOf(kind: Kind, frame: Frame): string {
  const { thinking } = kind === "generate" ? frame : messageOf(frame);
  return typeof thinking === "string" ? thinking : "";
}

/** The whole text of a stream. */
export function joinedText(kind: Kind, frames: readonly Frame[]): string {
  return frames.map((frame) => textOf(kind, frame)).join("");
}

/** All thoughts of a stream. */
export function joinedThinking(kind: Kind, frames: readonly Frame[]): string {
  return frames.map((frame) => thinkingOf(kind, frame)).join("");
}

/** The stream that most checks look at. The request does not mention `stream`. */
export function streamed(context: CheckContext, kind: Kind): Promise<Answer> {
  return context.once(`stream of ${kind}`, () => ask(context, kind, prompt));
}

/** The answer to the same request with `stream` false. */
export function unstreamed(context: CheckContext, kind: Kind): Promise<Answer> {
  return context.once(`answer of ${kind}`, () => askWhole(context, kind, prompt));
}

/** Looks at the frames of the stream of each endpoint. */
export async function eachStream(
  context: CheckContext,
  verify: (frames: readonly Frame[], answer: Answer, kind: Kind) => void,
  which: readonly Kind[] = kinds,
): Promise<void> {
  for (const kind of which) {
    const answer = await streamed(context, kind);
    verify(framesOf(answer), answer, kind);
  }
}

/** Looks at the objects of the stream of an endpoint, and of its answer with `stream` false. */
export async function eachObject(
  context: CheckContext,
  verify: (frame: Frame, answer: Answer, kind: Kind) => void,
  which: readonly Kind[] = kinds,
): Promise<void> {
  for (const kind of which) {
    const answers = [await streamed(context, kind), await unstreamed(context, kind)];
    for (const answer of answers) for (const frame of framesOf(answer)) verify(frame, answer, kind);
  }
}

/** Looks at the end of the stream of each endpoint, and at its answer with `stream` false. */
export async function eachEnd(
  context: CheckContext,
  verify: (end: Frame, answer: Answer, kind: Kind) => void,
  which: readonly Kind[] = kinds,
): Promise<void> {
  for (const kind of which) {
    for (const answer of [await streamed(context, kind), await unstreamed(context, kind)]) {
      verify(framesOf(answer).at(-1)!, answer, kind);
    }
  }
}
