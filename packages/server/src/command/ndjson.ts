/**
 * Values of a stream of newline-delimited JSON, however the bytes are cut into chunks. Blank lines are skipped and the
 * last line needs no newline. Throws `SyntaxError` at a line that is not JSON. Ending the iteration early cancels the
 * stream.
 */
export async function* readNdjson(stream: ReadableStream<Uint8Array>): AsyncGenerator<unknown, void, undefined> {
  const decoder = new TextDecoder();
  let pending = "";
  for await (const chunk of stream) {
    pending += decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n", start)) {
      const line = pending.slice(start, end).trim();
      start = end + 1;
      if (line !== "") yield JSON.parse(line);
    }
    pending = pending.slice(start);
  }
  const last = (pending + decoder.decode()).trim();
  if (last !== "") yield JSON.parse(last);
}
