import { MalformedResponseError } from "./errors.ts";
import { readLines } from "./lines.ts";

/**
 * The JSON values of a stream that has one per line, cut into chunks in any way. Blank lines are skipped; lines may end in CRLF,
 * and the last need not end at all. Leaving the loop cancels the stream, and so does `signal`. Throws
 * {@link MalformedResponseError} with the line if one is not JSON.
 */
export async function* readNdjson<Value = unknown>(
  stream: ReadableStream<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<Value, void, undefined> {
  for await (const line of readLines(stream, "lf", signal)) {
    if (line.trim() !== "") yield parseJson(line) as Value;
  }
}

/** Parses JSON; throws {@link MalformedResponseError} with the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedResponseError(text, { cause });
  }
}
