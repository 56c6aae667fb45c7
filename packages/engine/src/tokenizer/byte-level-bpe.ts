import { decodeUtf8 } from "../gguf/strings.ts";
import { BaseTokenizer, type TokenizerParts } from "./base-tokenizer.ts";
import { byteCharacters, escapeBytes, unescapeBytes } from "./byte-alphabet.ts";
import { mergeSymbols } from "./merge-symbols.ts";
import type { MergeTable } from "./merge-table.ts";
import type { PreTokenizer } from "./pre-tokenizers.ts";
import { splitInTurn } from "./split.ts";
import { cachedWords, WordCache } from "./word-cache.ts";

/**
 * Byte-level byte-pair encoding (most of `tokenizer.ggml.model` "gpt2"): a pre-tokenizer cuts text into words, and the bytes of
 * each word merge into tokens, by the rank of the merges. The vocabulary writes bytes in GPT-2's alphabet.
 */
export class ByteLevelBpeTokenizer extends BaseTokenizer {
  readonly #preTokenizer: PreTokenizer;
  readonly #merges: MergeTable;
  /** The symbol of each byte. */
  readonly #byteSymbols: Int32Array;
  readonly #cache = new WordCache(cachedWords);

  constructor(parts: TokenizerParts, preTokenizer: PreTokenizer, merges: MergeTable) {
    super(parts);
    this.#preTokenizer = preTokenizer;
    this.#merges = merges;
    this.#byteSymbols = Int32Array.from(byteCharacters, (character) => merges.find(Buffer.from(character)));
  }

  protected override encodeFragment(text: string, tokens: number[]): void {
    for (const word of splitInTurn(this.#preTokenizer.splits, decodeUtf8(Buffer.from(text, "latin1")))) {
      const encoded = this.#cache.getOrSet(word, () => this.#encodeWord(Buffer.from(word, "utf8")));
      for (let index = 0; index < encoded.length; index++) tokens.push(encoded[index]!);
    }
  }

  #encodeWord(word: Uint8Array): number[] {
    if (this.#preTokenizer.ignoreMerges) {
      const token = this.parts.vocabulary.find(escapeBytes(word));
      if (token !== undefined) return [token];
    }
    const tokens: number[] = [];
    const symbols = Int32Array.from(word, (byte) => this.#byteSymbols[byte]!);
    mergeSymbols(symbols, this.#merges, (symbol, start, end) => {
      if (symbol < this.vocabSize) {
        tokens.push(symbol);
        return;
      }
      // Merged to what is no token: its bytes, as far as they are.
      for (let index = start; index < end; index++) {
        const token = this.#byteSymbols[word[index]!]!;
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
