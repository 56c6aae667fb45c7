import { type FileHandle, open } from "node:fs/promises";
import { NeedsMoreBytes } from "./cursor.ts";
import { GgufError } from "./error.ts";
import { type Gguf, parseHeader } from "./header.ts";

export type { Gguf, GgufTensor } from "./header.ts";

/** Most headers without a vocabulary fit into the first read. */
const firstRead = 2 ** 18;
/** Longest header taken. Vocabularies make headers of up to some 20 MB, an embedded tokenizer.json of 30 MB more. */
const longestHeader = 2 ** 26;

/**
 * Reads the header of a GGUF file (version 2 or 3, little-endian), not its data. Every tensor of the result lies within
 * the file. Throws {@link GgufError} if the file cannot be read or is damaged.
 */
export async function readGguf(path: string): Promise<Gguf> {
  try {
    await using file = await open(path, "r");
    return await readHeader(file);
  } catch (error) {
    if (error instanceof GgufError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new GgufError(`the model file cannot be read: ${reason}`, { cause: error });
  }
}

async function readHeader(file: FileHandle): Promise<Gguf> {
  const { size } = await file.stat();
  let bytes = new Uint8Array(0);
  // Parsing starts over with four times as many bytes until they suffice: at most a third more work than once.
  for (let length = firstRead; ; length *= 4) {
    bytes = await extend(file, bytes, Math.min(length, size, longestHeader));
    try {
      return parseHeader(bytes, size);
    } catch (error) {
      if (!(error instanceof NeedsMoreBytes)) throw error;
      if (bytes.length === longestHeader) throw new GgufError(`the header is longer than ${longestHeader} bytes`);
      if (bytes.length === size) throw new GgufError("the file ends within its header");
    }
  }
}

/** The first `length` bytes of the file, of which `known` are the first. */
async function extend(file: FileHandle, known: Uint8Array, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  bytes.set(known);
  let position = known.length;
  while (position < length) {
    const { bytesRead } = await file.read(bytes, position, length - position, position);
    if (bytesRead === 0) throw new GgufError("the file became shorter while it was read");
    position += bytesRead;
  }
  return bytes;
}
