import { type FileHandle, open } from "node:fs/promises";
import { tensorTypeNamed } from "../gguf/tensor-types.ts";
import { kernelSymbols } from "../kernels/library.ts";
import { readScales, widenRows } from "./eight-bit.ts";
import { CheckpointError } from "./error.ts";
import { areFinite } from "./finite.ts";
import { type FloatTensor, type TensorPlan, widened } from "./tensor-plan.ts";

const chunkBytes = 2 ** 22;

/**
 * The bytes of a tensor as planned, in chunks, each of which holds until the next is asked for. Throws
 * {@link CheckpointError} for weights that are not finite.
 */
export async function* tensorData(plan: TensorPlan): AsyncGenerator<Uint8Array, void, undefined> {
  for (const part of plan.parts) {
    await using file = await open(part.path, "r");
    const scales = "scales" in part ? await readScales(part) : undefined;
    const unit = unitBytes(part, plan.pairedHeads);
    const most = unit * Math.max(1, Math.floor(chunkBytes / unit));
    const buffer = new Uint8Array(Math.min(most, part.byteLength));
    for (let done = 0; done < part.byteLength; done += most) {
      const stored = await read(file, part, done, buffer.subarray(0, part.byteLength - done));
      const floats = scales && "scales" in part ? widenRows(stored, part, scales, done / rowBytes(part)) : stored;
      const growth = floats.length / stored.length;
      const isPaired = plan.pairedHeads !== undefined;
      const ordered = isPaired ? pairRows(floats, unit * growth, rowBytes(part) * growth) : floats;
      yield shifted(converted(ordered, part, plan), plan.offset);
    }
  }
}

/** Bytes that must stay together: an element, a row with scales, or a head. */
function unitBytes(part: FloatTensor, heads: number | undefined): number {
  if (heads !== undefined) return part.byteLength / heads;
  return "scales" in part ? rowBytes(part) : tensorTypeNamed(part.type).bytesPerBlock;
}

function rowBytes({ byteLength, shape }: FloatTensor): number {
  return byteLength / (shape[0] ?? 1);
}

/** Rows t and t + half of each head become rows 2t and 2t + 1. */
function pairRows(chunk: Uint8Array, head: number, row: number): Uint8Array {
  const paired = new Uint8Array(chunk.length);
  const half = head / row / 2;
  for (let at = 0; at < chunk.length; at += head) {
    for (let i = 0; i < 2 * half; i++) {
      const from = at + ((i % 2) * half + Math.floor(i / 2)) * row;
      paired.set(chunk.subarray(from, from + row), at + i * row);
    }
  }
  return paired;
}

/** In the type that the tensor is to have. */
function converted(chunk: Uint8Array, part: FloatTensor, plan: TensorPlan): Uint8Array {
  const type = widened(part);
  if (type === plan.type && areFinite(chunk, type)) return chunk;
  const [from, to] = [tensorTypeNamed(type), tensorTypeNamed(plan.type)];
  const count = chunk.length / from.bytesPerBlock;
  const output = new Uint8Array(count * to.bytesPerBlock);
  if (kernelSymbols().cria_quantize(from.id, chunk, count, to.id, output) === 0) return output;
  throw new CheckpointError(`tensor "${part.name}" holds values that are not finite`);
}

function shifted(bytes: Uint8Array, offset: number): Uint8Array {
  if (offset === 0) return bytes;
  return new Uint8Array(new Float32Array(bytes.slice().buffer).map((value) => value + offset).buffer);
}

async function read(file: FileHandle, part: FloatTensor, from: number, chunk: Uint8Array): Promise<Uint8Array> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesRead } = await file.read(chunk, done, chunk.length - done, part.offset + from + done);
    if (bytesRead === 0) throw new CheckpointError("a file became shorter while it was read");
    done += bytesRead;
  }
  return chunk;
}
