import { type FileHandle, open } from "node:fs/promises";
import { encodeValue, type GgufInput, u32, u64, utf8String } from "./encode-value.ts";
import { GgufError } from "./error.ts";
import { alignUp, tensorSize } from "./tensor-layout.ts";
import { type TensorTypeName, tensorTypeNamed } from "./tensor-types.ts";

/** A tensor to write. */
export interface GgufTensorSource {
  readonly name: string;
  /** Sizes from the contiguous dimension outwards. */
  readonly dims: readonly number[];
  readonly type: TensorTypeName;
  /** The bytes, at once or in chunks of any size; asked for when its turn comes. */
  readonly data: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** What a GGUF file is made from. */
export interface GgufContent {
  /** Written in this order. `general.alignment` (u32) is honoured. */
  readonly metadata: Readonly<Record<string, GgufInput>> | ReadonlyMap<string, GgufInput>;
  readonly tensors: readonly GgufTensorSource[];
}

/**
 * Writes a GGUF file (version 3, little-endian), streaming: no more than one chunk is held at a time. Throws
 * {@link GgufError} if a tensor's data has another length than its dimensions and type say.
 */
export async function writeGguf(path: string, content: GgufContent): Promise<void> {
  await using file = await open(path, "w");
  let position = 0;
  for await (const chunk of encodeGguf(content)) position = await write(file, chunk, position);
}

/** The bytes of a GGUF file, in chunks: what {@link writeGguf} writes. Throws as it does. */
export async function* encodeGguf(content: GgufContent): AsyncGenerator<Uint8Array, void, undefined> {
  const { alignment, bytes, sizes } = encodeHeader(content);
  let position = bytes.length;
  yield bytes;
  for (const [index, tensor] of content.tensors.entries()) {
    const padding = alignUp(position, alignment) - position;
    yield new Uint8Array(padding);
    position += padding;
    const end = position + sizes[index]!;
    for await (const chunk of tensor.data instanceof Uint8Array ? [tensor.data] : tensor.data) {
      position += chunk.length;
      if (position > end) throw wrongLength(tensor, sizes[index]!);
      yield chunk;
    }
    if (position !== end) throw wrongLength(tensor, sizes[index]!);
  }
  // llama.cpp reads the padding of the last tensor, too.
  yield new Uint8Array(alignUp(position, alignment) - position);
}

/** The header's bytes, and the bytes of each tensor's data. */
function encodeHeader(content: GgufContent): { alignment: number; bytes: Uint8Array; sizes: number[] } {
  const metadata = isMap(content.metadata) ? content.metadata : new Map(Object.entries(content.metadata));
  const alignmentEntry = metadata.get("general.alignment");
  const alignment = alignmentEntry?.type === "u32" ? alignmentEntry.value : 32;

  const header = [utf8("GGUF"), u32(3), u64(content.tensors.length), u64(metadata.size)];
  for (const [key, value] of metadata) header.push(utf8String(key), ...encodeValue(value));
  const sizes: number[] = [];
  let offset = 0;
  for (const { name, dims, type: typeName } of content.tensors) {
    const type = tensorTypeNamed(typeName);
    const { byteLength } = tensorSize(name, dims.map(BigInt), type);
    header.push(utf8String(name), u32(dims.length), ...dims.map(u64), u32(type.id), u64(offset));
    sizes.push(byteLength);
    offset = alignUp(offset + byteLength, alignment);
  }
  return { alignment, bytes: Buffer.concat(header), sizes };
}

function wrongLength({ name, type, dims }: GgufTensorSource, size: number): GgufError {
  return new GgufError(`the data of tensor "${name}" is not of ${size} bytes, as ${type} [${dims}] needs`);
}

function isMap<K, V>(value: object): value is ReadonlyMap<K, V> {
  return value instanceof Map;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Writes all of `bytes` at `position` and gives the position behind them. */
async function write(file: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
  return position + bytes.length;
}
