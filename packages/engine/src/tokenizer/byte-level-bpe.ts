import { getBoolean, getString, getStrings } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import { decodeUtf8, GgufStrings } from "../gguf/strings.ts";
import { BaseTokenizer, type TokenizerParts } from "./base-tokenizer.ts";
import { escapeBytes, unescapeBytes } from "./byte-alphabet.ts";
import { findEndOfGeneration } from "./end-of-generation.ts";
import { mergeSymbols } from "./merge-symbols.ts";
import { MergeTable } from "./merge-table.ts";
import { type PreTokenizer, preTokenizer } from "./pre-tokenizers.ts";
import { SpecialTokens } from "./special-tokens.ts";
import { splitInTurn } from "./split.ts";
import { readTokenId, readVocabulary } from "./vocabulary.ts";
import { WordCache } from "./word-cache.ts";

/** Words whose tokens are remembered. */
const cachedWords = 1 << 16;

/**
 * Byte-level byte-pair encoding (`tokenizer.ggml.model` "gpt2"): a pre-tokenizer cuts text into words, and the bytes of
 * each word merge into tokens, by the rank of the merges. The vocabulary writes bytes in GPT-2's alphabet.
 */
export class ByteLevelBpeTokenizer extends BaseTokenizer {
  readonly #preTokenizer: PreTokenizer;
  readonly #merges: MergeTable;
  readonly #cache = new WordCache(cachedWords);

  constructor(parts: TokenizerParts, preTokenizer: PreTokenizer, merges: MergeTable) {
    super(parts);
    this.#preTokenizer = preTokenizer;
    this.#merges = merges;
  }

  protected override encodeFragment(text: string, tokens: number[]): void {
    for (const word of splitInTurn(this.#preTokenizer.splits, decodeUtf8(Buffer.from(text, "latin1")))) {
      let encoded = this.#cache.get(word);
      if (encoded === undefined) {
        encoded = this.#encodeWord(Buffer.from(word, "utf8"));
        this.#cache.set(word, encoded);
      }
      for (let index = 0; index < encoded.length; index++) tokens.push(encoded[index]!);
    }
  }

  #encodeWord(word: Uint8Array): number[] {
    if (this.#preTokenizer.ignoreMerges) {
      const token = this.parts.vocabulary.find(escapeBytes(word));
      if (token !== undefined) return [token];
    }
    const tokens: number[] = [];
    mergeSymbols(word, this.#merges, (symbol, start, end) => {
      if (symbol < this.vocabSize) {
        tokens.push(symbol);
        return;
      }
      // Merged to what is no token: its bytes, as far as they are.
      for (let index = start; index < end; index++) {
        const token = this.#merges.byteSymbols[word[index]!]!;
        if (token < this.vocabSize) tokens.push(token);
      }
    });
    return tokens;
  }

  protected override unescape(bytes: Uint8Array): Uint8Array {
    // A text that is not in the alphabet was added to the vocabulary as it is.
    return unescapeBytes(decodeUtf8(bytes)) ?? bytes;
  }
}

/** Reads a tokenizer of kind "gpt2". Throws GgufError if its metadata is wrong or its pre-tokenizer is not known. */
export function byteLevelBpeTokenizer(gguf: Pick<Gguf, "metadata">): ByteLevelBpeTokenizer {
  const pre = preTokenizer(getString(gguf, "tokenizer.ggml.pre", "default"));
  const vocabulary = readVocabulary(gguf);
  const eos = readTokenId(gguf, vocabulary, "eos", 11);
  const endOfGeneration = findEndOfGeneration(gguf, vocabulary, eos);
  const merges = pre.optionalMerges
    ? getStrings(gguf, "tokenizer.ggml.merges", GgufStrings.from([]))
    : getStrings(gguf, "tokenizer.ggml.merges");
  return new ByteLevelBpeTokenizer(
    {
      vocabulary,
      specialTokens: new SpecialTokens(vocabulary),
      endOfGeneration,
      bos: readTokenId(gguf, vocabulary, "bos", pre.defaultBos ? 11 : undefined),
      eos,
      addBos: getBoolean(gguf, "tokenizer.ggml.add_bos_token", pre.addBos),
      addEos: getBoolean(gguf, "tokenizer.ggml.add_eos_token", false),
      addSpacePrefix: false,
    },
    pre,
    new MergeTable(vocabulary, merges),
  );
}
