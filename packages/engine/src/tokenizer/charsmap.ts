import { GgufError } from "../gguf/error.ts";
import { getArray } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";

const key = "tokenizer.ggml.precompiled_charsmap";

/** What a text starts with, and what it becomes. */
export interface Replacement {
  /** Bytes of the text. */
  readonly length: number;
  readonly bytes: Uint8Array;
}

/**
 * SentencePiece's normalization rules: a double array of the texts to be replaced (XOR-compressed, see Kanda et al.,
 * "Practical Implementation of Space-Efficient Dynamic Keyword Dictionaries"), then the replacements, each ended by a NUL.
 */
export class Charsmap {
  readonly #nodes: Uint32Array;
  readonly #replacements: Uint8Array;

  /** Throws {@link GgufError} if the lengths in `data` contradict each other. */
  constructor(data: Uint8Array) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const size = data.length < 4 ? Number.POSITIVE_INFINITY : view.getUint32(0, true);
    if (size + 4 >= data.length || size % 4 !== 0) throw new GgufError(`metadata key "${key}" is cut short`);
    this.#nodes = Uint32Array.from({ length: size / 4 }, (_, index) => view.getUint32(4 + 4 * index, true));
    this.#replacements = data.subarray(4 + size);
  }

  /** The rule for the longest text that `data` has at `start`. Throws {@link GgufError} if it points outside the map. */
  match(data: Uint8Array, start: number): Replacement | undefined {
    let found: { length: number; offset: number } | undefined;
    let node = baseOf(this.#node(0));
    for (let at = start; at < data.length; at++) {
      const byte = data[at]!;
      if (byte === 0) break;
      node ^= byte;
      const packed = this.#node(node);
      // The label of the edge, with the bit that only values have.
      if ((packed & 0x8000_00ff) !== byte) break;
      node ^= baseOf(packed);
      if ((packed >>> 8) & 1) found = { length: at - start + 1, offset: this.#node(node) & 0x7fff_ffff };
    }
    if (found === undefined) return undefined;
    const end = this.#replacements.indexOf(0, found.offset);
    if (end < 0) throw new GgufError(`metadata key "${key}" points outside itself`);
    return { length: found.length, bytes: this.#replacements.subarray(found.offset, end) };
  }

  #node(index: number): number {
    const node = this.#nodes[index >>> 0];
    if (node === undefined) throw new GgufError(`metadata key "${key}" points outside itself`);
    return node;
  }
}

/** What a node is combined with to find its children. */
function baseOf(node: number): number {
  return (node >>> 10) << ((node & 0x200) >>> 6);
}

/** The rules of a model file, if it has any. Throws {@link GgufError} if they are wrong. */
export function readCharsmap(gguf: Pick<Gguf, "metadata">): Charsmap | undefined {
  const entry = getArray(gguf, key, undefined);
  if (entry === undefined) return undefined;
  if (entry.elementType !== "u8" && entry.elementType !== "i8") {
    throw new GgufError(`metadata key "${key}" is an array of ${entry.elementType}, not of bytes`);
  }
  const { buffer, byteOffset, byteLength } = entry.value;
  return new Charsmap(new Uint8Array(buffer, byteOffset, byteLength));
}
