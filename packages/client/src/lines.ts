/** Where lines end: at a line feed only, or also at a carriage return with or without one. */
export type LineEnd = "lf" | "any";

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Lines of a UTF-8 byte stream, without their ends, however the stream is cut into chunks. Text after the last end is a line
 * too, unless it is empty. A byte order mark at the start is dropped. Reads a chunk only when a line is asked for and none is
 * left; leaving the loop cancels the stream, and so does `signal`, whose reason is then thrown.
 */
export async function* readLines(
  stream: ReadableStream<Uint8Array>,
  lineEnd: LineEnd = "lf",
  signal?: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let finished = false;
  // What came of the line that has not ended yet: pieces, so that a long line is not copied with each chunk.
  let pieces: Uint8Array[] = [];
  let afterReturn = false;
  let first = true;
  const take = (last: Uint8Array): string => {
    const text = pieces.map((piece) => decoder.decode(piece, { stream: true })).join("") + decoder.decode(last);
    pieces = [];
    const line = first && text.startsWith("\uFEFF") ? text.slice(1) : text;
    first = false;
    return line;
  };
  // A body normally fails with its request's signal, but not if that was made by a fetch that does not heed it.
  const cancel = () => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { value: chunk, done } = await reader.read();
      signal?.throwIfAborted();
      if (done) break;
      let start: number = afterReturn && chunk[0] === lineFeed ? 1 : 0;
      if (chunk.length > 0) afterReturn = false;
      for (;;) {
        const end = indexOfEnd(chunk, start, lineEnd);
        if (end < 0) break;
        const line = take(chunk.subarray(start, end));
        start = end + 1;
        if (chunk[end] === carriageReturn) {
          if (chunk[start] === lineFeed) start++;
          else afterReturn = start === chunk.length;
        }
        yield line;
      }
      if (start < chunk.length) pieces.push(chunk.slice(start));
    }
    finished = true;
    const rest = take(new Uint8Array());
    if (rest !== "") yield rest;
  } finally {
    signal?.removeEventListener("abort", cancel);
    // A stream that failed rejects this with its error, which the reader has already seen.
    if (!finished) await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

function indexOfEnd(chunk: Uint8Array, start: number, lineEnd: LineEnd): number {
  const feed = chunk.indexOf(lineFeed, start);
  if (lineEnd === "lf") return feed;
  const back = chunk.subarray(start, feed < 0 ? undefined : feed).indexOf(carriageReturn);
  return back < 0 ? feed : start + back;
}
