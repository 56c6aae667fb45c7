import { type FileHandle, open } from "node:fs/promises";
import { GgufError } from "./error.ts";
import type { Gguf, GgufTensor } from "./header.ts";
import { getInteger } from "./metadata.ts";
import type { TensorTypeName } from "./tensor-types.ts";
import type { GgufContent, GgufTensorSource } from "./writer.ts";

/** Which part of a split model a file is. */
export interface SplitPart {
  /** From 0. */
  readonly index: number;
  /** Parts of the model. */
  readonly count: number;
  /** Tensors in all parts; undefined if the file does not say. */
  readonly tensorCount: number | undefined;
}

/** A header and the file that it was read from. */
export interface GgufFile {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  readonly gguf: Gguf;
}

/** Which part a file is, by its keys `split.*`; undefined for a file that is whole. Throws {@link GgufError}. */
export function splitPartOf(gguf: Pick<Gguf, "metadata">): SplitPart | undefined {
  // Files that were put together again say that they have no parts.
  const count = getInteger(gguf, "split.count", 0);
  if (count <= 1) return undefined;
  const index = getInteger(gguf, "split.no");
  if (index >= count) throw new GgufError(`split.no is ${index}, but the model has ${count} parts from 0`);
  return { index, count, tensorCount: getInteger(gguf, "split.tensors.count", undefined) };
}

/** Throws {@link GgufError} for a part of a split model. */
export function assertWhole(gguf: Pick<Gguf, "metadata">): void {
  const part = splitPartOf(gguf);
  if (part === undefined) return;
  throw new GgufError(`this is part ${part.index + 1} of ${part.count} of a split model, which runs only as a whole`);
}

/** The parts of a split model, put together. */
export interface JoinedParts {
  /** What the header of the whole file says; but each tensor's offset is the one in its part. */
  readonly header: Gguf;
  /** The whole file, to be written. Data is read from the parts when it is asked for. */
  readonly content: GgufContent;
}

/**
 * Puts the parts of a split model together, given in any order: the metadata of the first part without `split.*`, and the
 * tensors of all. Throws {@link GgufError} if a part is missing, there twice, or of another model.
 */
export function joinParts(files: readonly GgufFile[]): JoinedParts {
  const parts = inOrder(files);
  const [first] = parts as [GgufFile];
  const metadata = new Map([...first.gguf.metadata].filter(([key]) => !key.startsWith("split.")));
  const tensors = new Map<string, GgufTensor>();
  const sources: GgufTensorSource[] = [];
  for (const { path, name, gguf } of parts) {
    for (const tensor of gguf.tensors.values()) {
      if (tensors.has(tensor.name)) {
        throw new GgufError(
          `"${name}" is a part of another model: tensor "${tensor.name}" is in a part before it, too`,
        );
      }
      tensors.set(tensor.name, tensor);
      sources.push(storedTensor(tensor, path));
    }
  }
  const stated = splitPartOf(first.gguf)?.tensorCount ?? tensors.size;
  if (tensors.size !== stated) {
    throw new GgufError(
      `"${first.name}" and its other parts are not of one model: it has ${stated} tensors, they ${tensors.size}`,
    );
  }
  const fileSize = parts.reduce((sum, { gguf }) => sum + gguf.fileSize, 0);
  return { header: { ...first.gguf, metadata, tensors, fileSize }, content: { metadata, tensors: sources } };
}

/** The parts by their numbers, each of which is there once. */
function inOrder(files: readonly GgufFile[]): GgufFile[] {
  const [first] = files;
  const model = first && splitPartOf(first.gguf);
  if (first === undefined || model === undefined) throw new GgufError("there is no part of a split model");
  const parts: (GgufFile | undefined)[] = Array.from({ length: model.count });
  for (const file of files) {
    const part = splitPartOf(file.gguf);
    if (part?.count !== model.count || part.tensorCount !== model.tensorCount) {
      throw new GgufError(`"${file.name}" and "${first.name}" are parts of different models`);
    }
    const same = parts[part.index];
    if (same !== undefined) {
      throw new GgufError(`"${same.name}" and "${file.name}" are both part ${part.index + 1} of ${part.count}`);
    }
    parts[part.index] = file;
  }
  const missing = parts.flatMap((part, index) => (part === undefined ? [index + 1] : []));
  if (missing.length > 0)
    throw new GgufError(`"${first.name}" is not the whole model: ${missingParts(missing, model.count)}`);
  return parts as GgufFile[];
}

/** A clause such as `parts 2 and 3 of 4 are missing`; numbers from 1, at least one. */
function missingParts(numbers: readonly number[], count: number): string {
  if (numbers.length === 1) return `part ${numbers[0]} of ${count} is missing`;
  // A model may have thousands of parts.
  const named = numbers.length > 9 ? [...numbers.slice(0, 8), `${numbers.length - 8} more`] : numbers;
  return `parts ${named.slice(0, -1).join(", ")} and ${named.at(-1)} of ${count} are missing`;
}

/** A tensor of a file, to be written as it is. Throws {@link GgufError} if the file ends within it. */
export function storedTensor({ name, dims, type, offset, byteLength }: GgufTensor, path: string): GgufTensorSource {
  return {
    name,
    dims,
    type: type.name as TensorTypeName,
    data: { [Symbol.asyncIterator]: () => read(path, offset, byteLength) },
  };
}

const chunkBytes = 2 ** 22;

async function* read(path: string, offset: number, byteLength: number): AsyncGenerator<Uint8Array, void, undefined> {
  await using file: FileHandle = await open(path, "r");
  for (let done = 0; done < byteLength; ) {
    const chunk = new Uint8Array(Math.min(chunkBytes, byteLength - done));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, offset + done);
    if (bytesRead === 0) throw new GgufError("the file became shorter while it was read");
    yield chunk.subarray(0, bytesRead);
    done += bytesRead;
  }
}
