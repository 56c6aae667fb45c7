import { open } from "node:fs/promises";
import { CheckpointError } from "../convert/error.ts";
import { type ElementType, elementBits, isElementType } from "./tensor-types.ts";

/** A tensor of a safetensors file. */
export interface StoredTensor {
  readonly name: string;
  readonly type: ElementType;
  /** Sizes, the contiguous one last. */
  readonly shape: readonly number[];
  readonly path: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

/** The largest headers that models have are of some megabytes. */
const longestHeader = 32 * 2 ** 20;
const mostTensors = 200_000;

/**
 * The tensors of a safetensors file, by name. `label` is what messages call the file. Throws {@link CheckpointError} unless
 * the tensors lie one behind the other and fill the file.
 */
export async function readSafetensors(path: string, label: string): Promise<Map<string, StoredTensor>> {
  const fail = (why: string) => new CheckpointError(`"${label}" is no safetensors file: ${why}`);
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const prefix = Buffer.alloc(8);
  if ((await file.read(prefix, 0, 8, 0)).bytesRead < 8) throw fail("it ends within its header");
  const length = Number(prefix.readBigUInt64LE());
  if (length > size - 8) throw fail("its header would end behind the file");
  if (length > longestHeader) throw fail(`its header is longer than ${longestHeader} bytes`);
  const header = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(header, done, length - done, 8 + done);
    if (bytesRead === 0) throw fail("it ends within its header");
    done += bytesRead;
  }
  const tensors = parseHeader(header, fail).map((tensor) => ({ ...tensor, path, offset: tensor.offset + 8 + length }));
  assertFills(tensors, 8 + length, size, fail);
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}

type Fail = (why: string) => CheckpointError;

function parseHeader(bytes: Uint8Array, fail: Fail): Omit<StoredTensor, "path">[] {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw fail("its header is no JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw fail("its header is no object");
  const entries = Object.entries(header).filter(([name]) => name !== "__metadata__");
  if (entries.length > mostTensors) throw fail(`it has more than ${mostTensors} tensors`);
  return entries.map(([name, entry]) => parseTensor(name, Object(entry), fail));
}

function parseTensor(name: string, entry: Record<string, unknown>, fail: Fail): Omit<StoredTensor, "path"> {
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isElementType(dtype)) throw fail(`the type of tensor "${name}" is not known`);
  if (!isSizes(shape) || shape.length > 8) throw fail(`the shape of tensor "${name}" is not of sizes`);
  if (!isSizes(offsets) || offsets.length !== 2) throw fail(`the place of tensor "${name}" is not of two offsets`);
  const [begin, end] = offsets as [number, number];
  const bits = shape.reduce((product, size) => product * size, 1) * elementBits[dtype];
  if (!Number.isSafeInteger(bits) || bits !== 8 * (end - begin)) {
    throw fail(`tensor "${name}" has ${end - begin} bytes, but ${dtype} [${shape.join(", ")}] needs ${bits / 8}`);
  }
  return { name, type: dtype, shape, offset: begin, byteLength: end - begin };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function assertFills(tensors: readonly StoredTensor[], start: number, end: number, fail: Fail): void {
  let position = start;
  for (const { name, offset, byteLength } of tensors.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < position) throw fail(`tensor "${name}" overlaps another`);
    if (offset > position) throw fail(`there is a hole before tensor "${name}"`);
    position += byteLength;
  }
  if (position > end) throw fail("it ends within its tensors");
  if (position < end) throw fail("there is something behind its tensors");
}
