import { GgufError } from "../gguf/error.ts";
import { getInteger, getNumbers, getStrings } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import type { GgufStrings } from "../gguf/strings.ts";
import { byteString } from "./byte-string.ts";

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
  readonly #texts: GgufStrings;
  readonly #ids = new Map<string, number>();

  constructor(texts: GgufStrings, types?: ArrayLike<number>, scores?: ArrayLike<number>) {
    if (texts.length === 0) throw new GgufError("the vocabulary is empty");
    checkLength("tokenizer.ggml.token_type", types, texts.length);
    checkLength("tokenizer.ggml.scores", scores, texts.length);
    this.size = texts.length;
    this.#texts = texts;
    this.types = types === undefined ? new Uint8Array(this.size).fill(TokenType.normal) : Uint8Array.from(types);
    this.scores = scores === undefined ? new Float32Array(this.size) : Float32Array.from(scores);
    for (let id = 0; id < this.size; id++) this.#ids.set(byteString(texts.bytes(id)) || `[EMPTY_${id}]`, id);
  }

  /** The token whose bytes are these, see {@link byteString}. */
  find(bytes: string): number | undefined {
    return this.#ids.get(bytes);
  }

  /** The token of a text. */
  findText(text: string): number | undefined {
    return this.#ids.get(byteString(text));
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

/** The id that a key gives, else `fallback`; undefined if it is outside the vocabulary. */
export function readTokenId(
  gguf: Pick<Gguf, "metadata">,
  vocabulary: Vocabulary,
  key: string,
  fallback?: number,
): number | undefined {
  const id = getInteger(gguf, `tokenizer.ggml.${key}_token_id`, fallback);
  return id !== undefined && id < vocabulary.size ? id : undefined;
}

function checkLength(key: string, values: ArrayLike<number> | undefined, size: number): void {
  if (values !== undefined && values.length !== size) {
    throw new GgufError(`metadata key "${key}" has ${values.length} elements for ${size} tokens`);
  }
}
