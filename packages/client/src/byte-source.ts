/** Bytes to upload. A `Blob` (of a file too: `fs.openAsBlob`, `Bun.file`, `<input type="file">`) is never held in memory as a whole. */
export type ByteSource = Blob | ArrayBuffer | ArrayBufferView | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

// The types of Bun and of browsers disagree on which buffers a blob is made of.
type Part = NonNullable<ConstructorParameters<typeof Blob>[0]>[number];

/** A stream of the bytes; of a stream, itself. */
export function streamOf(source: ByteSource): ReadableStream<Uint8Array> {
  if (source instanceof ReadableStream) return source;
  if (Symbol.asyncIterator in source) return streamOfIterable(source);
  return (source instanceof Blob ? source : new Blob([source as Part])).stream();
}

/** The bytes as something that can be read more than once; a stream is collected for that. */
export async function rereadable(source: ByteSource): Promise<Blob> {
  if (source instanceof Blob) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return new Blob([source as Part]);
  const parts: Part[] = [];
  const reader = streamOf(source).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return new Blob(parts);
    parts.push(value as Part);
  }
}

/** Says that nobody will read the source. */
export async function discard(source: ByteSource): Promise<void> {
  if (source instanceof ReadableStream) await source.cancel();
  else if (Symbol.asyncIterator in source) await source[Symbol.asyncIterator]().return?.();
}

// ReadableStream.from, which is missing in Bun and Safari.
function streamOfIterable(iterable: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = iterable[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
