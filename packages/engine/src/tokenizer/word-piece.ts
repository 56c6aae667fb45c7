import { getBoolean } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import { decodeUtf8 } from "../gguf/strings.ts";
import { BaseTokenizer, type TokenizerParts } from "./base-tokenizer.ts";
import { type BertNormalization, bertWords } from "./bert-words.ts";
import { findEndOfGeneration } from "./end-of-generation.ts";
import { unescapeSpaces } from "./meta-space.ts";
import { SpecialTokens } from "./special-tokens.ts";
import { stripRules } from "./strip-rules.ts";
import { readTokenId, readVocabulary } from "./vocabulary.ts";
import { cachedWords, WordCache } from "./word-cache.ts";

/** A word of more characters is the unknown token, as BERT's own tokenizer has it. */
const longestWord = 100;

/**
 * WordPiece (`tokenizer.ggml.model` "bert"): the longest token that starts a word, then the longest that goes on from there.
 * A word that tokens do not make up is the unknown token. Tokens that start a word start with U+2581.
 */
export class WordPieceTokenizer extends BaseTokenizer {
  readonly #normalization: BertNormalization;
  readonly #unknown: number | undefined;
  readonly #cache = new WordCache(cachedWords);

  constructor(parts: TokenizerParts, normalization: BertNormalization, unknown: number | undefined) {
    super(parts);
    this.#normalization = normalization;
    this.#unknown = unknown;
  }

  protected override encodeFragment(text: string, tokens: number[]): void {
    for (const word of bertWords(decodeUtf8(Buffer.from(text, "latin1")), this.#normalization)) {
      tokens.push(...this.#cache.getOrSet(word, () => this.#encodeWord(word)));
    }
  }

  #encodeWord(word: string): readonly number[] {
    const unknown = this.#unknown === undefined ? [] : [this.#unknown];
    if (word.length > longestWord && Array.from(word).length > longestWord) return unknown;
    // No token has it but as the mark of a word's start.
    if (word.includes("\u2581")) return unknown;
    const { table } = this.parts.vocabulary;
    const data = Buffer.from(`\u2581${word}`, "utf8");
    const tokens: number[] = [];
    for (let start = 0; start < data.length; ) {
      let end = Math.min(data.length, start + table.longest);
      let token = -1;
      for (; end > start; end--) {
        token = table.find(data, start, end);
        if (token >= 0) break;
      }
      if (token < 0) return unknown;
      tokens.push(token);
      start = end;
    }
    return tokens;
  }

  protected override unescape(bytes: Uint8Array): Uint8Array {
    return unescapeSpaces(bytes);
  }
}

/** Reads a tokenizer of kind "bert". Texts always begin with [CLS] and end with [SEP]. Throws GgufError if it is wrong. */
export function wordPieceTokenizer(gguf: Pick<Gguf, "metadata">): WordPieceTokenizer {
  const vocabulary = readVocabulary(gguf);
  const endOfGeneration = findEndOfGeneration(gguf, vocabulary, readTokenId(gguf, vocabulary, "eos"));
  const lowercase = getBoolean(gguf, "tokenizer.ggml.normalizer.lowercase", true);
  const stripAccents = getBoolean(gguf, "tokenizer.ggml.normalizer.strip_accents", lowercase);
  const sep = readTokenId(gguf, vocabulary, "seperator", 102);
  return new WordPieceTokenizer(
    {
      vocabulary,
      specialTokens: new SpecialTokens(vocabulary, stripRules(gguf, vocabulary)),
      endOfGeneration,
      bos: readTokenId(gguf, vocabulary, "bos", 101),
      eos: sep,
      sep,
      addBos: true,
      addEos: true,
      addSep: getBoolean(gguf, "tokenizer.ggml.add_sep_token", true),
      addSpacePrefix: false,
    },
    { lowercase, stripAccents },
    readTokenId(gguf, vocabulary, "unknown", 100),
  );
}
