import { errorText, IncompleteStreamError, MalformedResponseError, ResponseError } from "./errors.ts";
import { readNdjson } from "./ndjson.ts";

/** How an answer is cut into frames, and which of them is the last. */
export interface Framing {
  /** Media type to ask for. */
  readonly accept: string;
  /** The JSON values of an answer; `undefined` marks the end where no frame does. */
  read(body: ReadableStream<Uint8Array>, signal?: AbortSignal): AsyncGenerator<unknown, void, undefined>;
  isFinal(frame: object): boolean;
}

/** The native API's streams: an object per line, the last with `done`, or the status `success`. */
export const lineFraming: Framing = {
  accept: "application/x-ndjson",
  read: readNdjson,
  // A frame that shows the prompt is the only one.
  isFinal: (frame) =>
    ("done" in frame && frame.done === true) ||
    ("status" in frame && frame.status === "success") ||
    "_debug_info" in frame,
};

/** Milliseconds that a server has to end its answer after the last frame before the connection is given up. */
const endGrace = 100;

/**
 * The frames of an answer. Returns whether the answer was read to its end, so that its connection can serve the next request.
 * Throws a {@link ResponseError} for an error in the stream, a {@link MalformedResponseError} for what is no JSON object, and an
 * {@link IncompleteStreamError} if the stream ends before its last frame.
 */
export async function* readFrames<Frame extends object>(
  response: Response,
  framing: Framing,
  signal?: AbortSignal,
): AsyncGenerator<Frame, boolean, undefined> {
  const details = { status: response.status, headers: response.headers };
  if (response.body === null) throw new IncompleteStreamError("the answer has no body", details);
  const values = framing.read(response.body, signal);
  try {
    for (;;) {
      const { value, done } = await values.next();
      if (done) throw new IncompleteStreamError("the stream ended before its last frame", details);
      if (value === undefined) return await endsSoon(values);
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new MalformedResponseError(JSON.stringify(value), details);
      }
      const error = frameError(value);
      if (error !== undefined)
        throw new ResponseError(error, statusOf(value) ?? response.status, { ...details, body: value });
      yield value as Frame;
      if (framing.isFinal(value)) return await endsSoon(values);
    }
  } finally {
    void values.return().catch(() => {});
  }
}

function frameError(frame: object): string | undefined {
  const text = errorText(frame);
  if (text !== undefined || !("type" in frame) || frame.type !== "error") return text;
  return "message" in frame && typeof frame.message === "string" ? frame.message : JSON.stringify(frame);
}

/** Status that the host of a remote model gave: the answer itself has long said 200. */
function statusOf(frame: object): number | undefined {
  return "StatusCode" in frame && typeof frame.StatusCode === "number" ? frame.StatusCode : undefined;
}

async function endsSoon(values: AsyncGenerator<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), endGrace);
  });
  // What comes after the last frame is of no interest, be it an error.
  const next = values.next().then(
    ({ done }) => done === true,
    () => false,
  );
  const soon = await Promise.race([next, late]);
  clearTimeout(timer);
  return soon;
}
