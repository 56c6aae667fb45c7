import { getBoolean } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import { BaseTokenizer, type TokenizerParts } from "./base-tokenizer.ts";
import { byteTokens } from "./byte-tokens.ts";
import { findEndOfGeneration } from "./end-of-generation.ts";
import { mergePairs } from "./merge.ts";
import { MergeSeams } from "./merge-seams.ts";
import { escapeSpaces, unescapeSpaces } from "./meta-space.ts";
import { SpecialTokens } from "./special-tokens.ts";
import { stripRules } from "./strip-rules.ts";
import { characterBounds } from "./utf8.ts";
import { readTokenId, readVocabulary, TokenType } from "./vocabulary.ts";
import { cachedWords, WordCache } from "./word-cache.ts";

/**
 * SentencePiece's byte-pair encoding (`tokenizer.ggml.model` "llama"): characters merge into tokens, those of the highest
 * score first, and what is in no token becomes byte tokens.
 */
export class SentencePieceTokenizer extends BaseTokenizer {
  readonly #byteTokens: readonly (number | undefined)[];
  /** Made when a text is first encoded: it takes as long as a fifth of the rest. */
  #seams?: MergeSeams;
  readonly #cache = new WordCache(cachedWords);

  constructor(parts: TokenizerParts) {
    super(parts);
    const unknown = parts.vocabulary.types.indexOf(TokenType.unknown);
    this.#byteTokens = byteTokens(parts.vocabulary, unknown < 0 ? undefined : unknown);
  }

  protected override encodeFragment(text: string, tokens: number[]): void {
    const escaped = escapeSpaces(this.parts.addSpacePrefix ? ` ${text}` : text);
    const data = Buffer.from(escaped, "latin1");
    this.#seams ??= MergeSeams.ofTokens(this.parts.vocabulary.table);
    this.#seams.cut(data, (start, end) => {
      const encoded = this.#cache.getOrSet(escaped.substring(start, end), () => this.#encodePart(data, start, end));
      for (let index = 0; index < encoded.length; index++) tokens.push(encoded[index]!);
    });
  }

  #encodePart(data: Uint8Array, from: number, to: number): number[] {
    const { table, scores } = this.parts.vocabulary;
    const bounds = mergePairs(characterBounds(data, from, to), (start, _, end) => {
      const token = table.find(data, start, end);
      return token < 0 ? undefined : scores[token];
    });
    const tokens: number[] = [];
    for (let index = 0; index + 1 < bounds.length; index++) {
      const [start, end] = [bounds[index]!, bounds[index + 1]!];
      const found = table.find(data, start, end);
      const made = found < 0 ? Array.from(data.subarray(start, end), (byte) => this.#byteTokens[byte]) : [found];
      for (const token of made) if (token !== undefined) tokens.push(token);
    }
    return tokens;
  }

  protected override unescape(bytes: Uint8Array): Uint8Array {
    return unescapeSpaces(bytes);
  }
}

/** Reads a tokenizer of kind "llama". Throws GgufError if its metadata is wrong. */
export function sentencePieceTokenizer(gguf: Pick<Gguf, "metadata">): SentencePieceTokenizer {
  const vocabulary = readVocabulary(gguf);
  const eos = readTokenId(gguf, vocabulary, "eos", 2);
  const endOfGeneration = findEndOfGeneration(gguf, vocabulary, eos);
  return new SentencePieceTokenizer({
    vocabulary,
    specialTokens: new SpecialTokens(vocabulary, stripRules(gguf, vocabulary)),
    endOfGeneration,
    bos: readTokenId(gguf, vocabulary, "bos", 1),
    eos,
    addBos: getBoolean(gguf, "tokenizer.ggml.add_bos_token", true),
    addEos: getBoolean(gguf, "tokenizer.ggml.add_eos_token", false),
    addSpacePrefix: getBoolean(gguf, "tokenizer.ggml.add_space_prefix", true),
  });
}
