import { GgufError } from "../gguf/error.ts";
import { getInteger, getNumbers, getStrings } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import type { GgufStrings } from "../gguf/strings.ts";
import { ByteTable } from "./byte-table.ts";

/** Kinds of tokens, numbered as in `tokenizer.ggml.token_type`. */
export const TokenType = {
  undefined: 0,
  normal: 1,
  unknown: 2,
  control: 3,
  userDefined: 4,
  unused: 5,
  byte: 6,
} as const;

/** The tokens of a model: their bytes, kinds and scores, and ids by text. */
export class Vocabulary {
  readonly size: number;
  /** Kinds by id, see {@link TokenType}. Detection of special tokens corrects them. */
  readonly types: Uint8Array;
  /** By id; 0 where the file has none. */
  readonly scores: Float32Array;
  /** Ids by bytes. Of tokens with the same bytes, the last. */
  readonly table: ByteTable;
  readonly #texts: GgufStrings;

  constructor(texts: GgufStrings, types?: ArrayLike<number>, scores?: ArrayLike<number>) {
    if (texts.length === 0) throw new GgufError("the vocabulary is empty");
    checkLength("tokenizer.ggml.token_type", types, texts.length);
    checkLength("tokenizer.ggml.scores", scores, texts.length);
    this.size = texts.length;
    this.#texts = texts;
    this.types = types === undefined ? new Uint8Array(this.size).fill(TokenType.normal) : new Uint8Array(types);
    this.scores = scores === undefined ? new Float32Array(this.size) : new Float32Array(scores);
    this.table = new ByteTable(texts);
  }

  /** The token whose bytes are these, see `byteString`. */
  find(bytes: string): number | undefined {
    return this.#known(this.table.find(Buffer.from(bytes, "latin1")));
  }

  /** The token of a text. */
  findText(text: string): number | undefined {
    return this.#known(this.table.find(Buffer.from(text, "utf8")));
  }

  #known(id: number): number | undefined {
    return id < 0 ? undefined : id;
  }

  /** A token's bytes as the vocabulary has them. Throws RangeError for an id outside it. */
  bytes(token: number): Uint8Array {
    if (!Number.isInteger(token) || token < 0 || token >= this.size) {
      throw new RangeError(`token ${token} is outside the vocabulary of ${this.size} tokens`);
    }
    return this.#texts.bytes(token);
  }
}

/** The vocabulary of a model file. Throws {@link GgufError} if it is missing or contradicts itself. */
export function readVocabulary(gguf: Pick<Gguf, "metadata">): Vocabulary {
  return new Vocabulary(
    getStrings(gguf, "tokenizer.ggml.tokens"),
    getNumbers(gguf, "tokenizer.ggml.token_type", undefined),
    getNumbers(gguf, "tokenizer.ggml.scores", undefined),
  );
}

/** The id that a key gives, else `fallback`, each only if it is within the vocabulary. */
export function readTokenId(
  gguf: Pick<Gguf, "metadata">,
  vocabulary: Vocabulary,
  key: string,
  fallback?: number,
): number | undefined {
  const id = getInteger(gguf, `tokenizer.ggml.${key}_token_id`, undefined);
  return [id, fallback].find((candidate) => candidate !== undefined && candidate < vocabulary.size);
}

function checkLength(key: string, values: ArrayLike<number> | undefined, size: number): void {
  if (values !== undefined && values.length !== size) {
    throw new GgufError(`metadata key "${key}" has ${values.length} elements for ${size} tokens`);
  }
}
