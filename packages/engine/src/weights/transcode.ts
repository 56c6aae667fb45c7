import { type FileHandle, open } from "node:fs/promises";
import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { kernelSymbols } from "../kernels/library.ts";
import { WeightError } from "./error.ts";
import { groupRows, packedBytes, rowsOf, type TranscodeJob, type WeightLayout } from "./layout.ts";

// GGUF bytes converted at a time: enough to amortise the system calls, few enough to report progress often.
const chunkBytes = 4 << 20;

/** A run of whole rows of a job's tensor, and its places in both files. */
interface Chunk {
  readonly job: TranscodeJob;
  readonly rows: number;
  readonly from: { readonly offset: number; readonly byteLength: number };
  readonly to: { readonly offset: number; readonly byteLength: number };
}

/**
 * Converts every tensor of the layout from the GGUF file into the weights file, which must not exist. Reports GGUF
 * bytes done. Throws {@link WeightError} for weights that are not finite, and the system's errors.
 */
export async function transcode(
  ggufPath: string,
  weightsPath: string,
  layout: WeightLayout,
  onProgress: (completed: number, total: number) => void = () => {},
): Promise<void> {
  const total = layout.jobs.reduce((sum, job) => sum + rowBytesOf(job.tensor) * rowsOfJob(job).count, 0);
  await using source = await open(ggufPath, "r");
  await using target = await open(weightsPath, "wx");
  await target.truncate(layout.byteLength);
  // While one chunk is converted, the next is read and the last one written.
  const chunks = layout.jobs.flatMap((job) => [...chunksOf(job)]);
  const inputs = pairOfBuffers(chunks.map(({ from }) => from.byteLength));
  const outputs = pairOfBuffers(chunks.map(({ to }) => to.byteLength));
  let next = chunks[0] && awaitedLater(read(source, chunks[0], inputs[0]));
  let written: Promise<void> = Promise.resolve();
  let completed = 0;
  try {
    for (const [i, chunk] of chunks.entries()) {
      const input = await next!;
      const following = chunks[i + 1];
      next = following && awaitedLater(read(source, following, inputs[(i + 1) % 2]!));
      const output = convert(chunk, input, outputs[i % 2]!);
      await written;
      written = awaitedLater(writeFully(target, output, chunk.to.offset));
      completed += chunk.from.byteLength;
      onProgress(completed, total);
    }
  } finally {
    await Promise.allSettled([next, written]);
  }
  await written;
  // What has the right size later has the right content, too, also after a power failure.
  await target.datasync();
}

/** Two buffers that hold any of these sizes: fresh memory for each chunk would cost as much as the conversion. */
function pairOfBuffers(sizes: readonly number[]): readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] {
  const most = sizes.reduce((a, b) => Math.max(a, b), 0);
  return [new Uint8Array(most), new Uint8Array(most)];
}

/** A promise that may fail before anybody awaits it: whoever does gets the error, and nobody else. */
function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

function rowsOfJob({ tensor, rows }: TranscodeJob): { first: number; count: number } {
  return rows ?? { first: 0, count: rowsOf(tensor) };
}

function rowBytesOf(tensor: GgufTensor): number {
  return tensor.byteLength / rowsOf(tensor);
}

function* chunksOf(job: TranscodeJob): Generator<Chunk> {
  const { tensor, kind, offset } = job;
  const k = tensor.dims[0] ?? 1;
  const { first, count } = rowsOfJob(job);
  const rowBytes = rowBytesOf(tensor);
  const most = groupRows * Math.max(1, Math.floor(chunkBytes / rowBytes / groupRows));
  const bytesOf = (rows: number) => (kind === "pack" ? packedBytes(tensor, rows) : 4 * k * rows);
  for (let row = 0; row < count; row += most) {
    const rows = Math.min(most, count - row);
    yield {
      job,
      rows,
      from: { offset: tensor.offset + (first + row) * rowBytes, byteLength: rows * rowBytes },
      to: { offset: offset + bytesOf(row), byteLength: bytesOf(rows) },
    };
  }
}

/** Gives the part of `buffer` that holds the result. */
function convert(
  { job: { tensor, kind }, rows, to }: Chunk,
  input: Uint8Array,
  buffer: Uint8Array<ArrayBuffer>,
): Uint8Array {
  const { id, blockSize } = tensor.type;
  const k = tensor.dims[0] ?? 1;
  const output = buffer.subarray(0, to.byteLength);
  if (kind === "pack") {
    const notFinite = kernelSymbols().cria_pack(id, input, rows, k, output);
    if (notFinite > 0) throw notFiniteError(tensor.name);
  } else {
    kernelSymbols().cria_dequantize(id, input, (rows * k) / blockSize, output);
    if (!allFinite(new Float32Array(buffer.buffer, 0, to.byteLength / 4))) throw notFiniteError(tensor.name);
  }
  return output;
}

function notFiniteError(name: string): WeightError {
  return new WeightError(`tensor ${name} holds values that are not finite`);
}

function allFinite(values: Float32Array): boolean {
  // x - x is 0 for finite numbers and NaN otherwise.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  return sum === 0;
}

async function read(file: FileHandle, { from }: Chunk, buffer: Uint8Array): Promise<Uint8Array> {
  const into = buffer.subarray(0, from.byteLength);
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, from.offset + done);
    if (bytesRead === 0) throw new WeightError("the model file ends within its tensors");
    done += bytesRead;
  }
  return into;
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
