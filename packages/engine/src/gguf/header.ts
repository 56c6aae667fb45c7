import { Cursor } from "./cursor.ts";
import { GgufError } from "./error.ts";
import { parseStringBytes, parseValue } from "./parse-value.ts";
import { decodeUtf8 } from "./strings.ts";
import { type GgufTensor, layOutTensors, type TensorInfo } from "./tensor-layout.ts";
import { tensorTypeOf } from "./tensor-types.ts";
import type { GgufValue } from "./value.ts";

export type { GgufTensor } from "./tensor-layout.ts";

/** What the header of a GGUF file says. */
export interface Gguf {
  readonly version: number;
  /** By key, in the order of the file. */
  readonly metadata: ReadonlyMap<string, GgufValue>;
  /** By name, in the order of the file. */
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  /** Where the tensors' data starts in the file; in a file without tensors, possibly beyond its end. */
  readonly dataOffset: number;
  /** Bytes. */
  readonly fileSize: number;
}

const magic = 0x46554747;
const smallestPair = 8 + 4 + 1;
const smallestTensorInfo = 8 + 4 + 4 + 8;
/** Some hundred keys and some thousand tensors are the most that are known. */
const mostPairs = 2 ** 12;
const mostTensors = 2 ** 16;
const longestKey = 65_535;
const longestTensorName = 1024;

/**
 * Reads a header from the first bytes of a file of `fileSize` bytes. Believes nothing that the file says of itself: each
 * count and size is checked before it is used. Throws {@link GgufError} if the header is wrong, NeedsMoreBytes if it goes
 * on behind `bytes`.
 */
export function parseHeader(bytes: Uint8Array, fileSize: number): Gguf {
  const cursor = new Cursor(bytes, fileSize);
  if (fileSize < 4 || cursor.u32() !== magic) throw new GgufError("this is not a GGUF file");
  const version = cursor.u32();
  checkVersion(version);
  const tensorCount = cursor.count();
  const pairCount = cursor.count();
  if (tensorCount * smallestTensorInfo + pairCount * smallestPair > cursor.remaining) {
    throw new GgufError("the header states more metadata or tensors than the file can hold");
  }
  if (pairCount > mostPairs) throw new GgufError(`the file has more than ${mostPairs} metadata keys`);
  if (tensorCount > mostTensors) throw new GgufError(`the file has more than ${mostTensors} tensors`);

  const metadata = parseMetadata(cursor, pairCount);
  const infos = parseTensorInfos(cursor, tensorCount);
  const { dataOffset, tensors } = layOutTensors(infos, alignmentOf(metadata), cursor.position, fileSize);
  return { version, metadata, tensors, dataOffset, fileSize };
}

function checkVersion(version: number): void {
  // Byte order has no flag; a small number read the wrong way round has its low half empty.
  if (version !== 0 && (version & 0xffff) === 0) throw new GgufError("big-endian GGUF files are not supported");
  if (version !== 2 && version !== 3)
    throw new GgufError(`GGUF version ${version} is not supported (only 2 and 3 are)`);
}

function parseMetadata(cursor: Cursor, count: number): Map<string, GgufValue> {
  const metadata = new Map<string, GgufValue>();
  for (let index = 0; index < count; index++) {
    const key = decodeUtf8(parseStringBytes(cursor, "a metadata key", longestKey));
    if (key === "") throw new GgufError("a metadata key is empty");
    if (metadata.has(key)) throw new GgufError(`metadata key "${key}" appears twice`);
    metadata.set(key, parseValue(cursor, key));
  }
  return metadata;
}

function parseTensorInfos(cursor: Cursor, count: number): Map<string, TensorInfo> {
  const infos = new Map<string, TensorInfo>();
  for (let index = 0; index < count; index++) {
    const name = decodeUtf8(parseStringBytes(cursor, "a tensor name", longestTensorName));
    if (infos.has(name)) throw new GgufError(`tensor "${name}" appears twice`);
    infos.set(name, parseTensorInfo(cursor, name));
  }
  return infos;
}

function parseTensorInfo(cursor: Cursor, name: string): TensorInfo {
  const rank = cursor.u32();
  if (rank > 4) throw new GgufError(`tensor "${name}" has ${rank} dimensions (at most 4 are allowed)`);
  const dims = Array.from({ length: rank }, () => cursor.u64());
  const typeId = cursor.u32();
  try {
    return { name, dims, type: tensorTypeOf(typeId), offset: cursor.u64() };
  } catch (error) {
    if (error instanceof GgufError) throw new GgufError(`tensor "${name}": ${error.message}`);
    throw error;
  }
}

function alignmentOf(metadata: ReadonlyMap<string, GgufValue>): number {
  const entry = metadata.get("general.alignment");
  if (entry === undefined) return 32;
  if (entry.type !== "u32") throw new GgufError(`general.alignment is of type ${entry.type}, not u32`);
  const alignment = entry.value;
  if (alignment === 0 || (alignment & (alignment - 1)) !== 0) {
    throw new GgufError(`general.alignment is ${alignment}, not a power of two`);
  }
  return alignment;
}
