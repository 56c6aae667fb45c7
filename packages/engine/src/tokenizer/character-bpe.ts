import { decodeUtf8 } from "../gguf/strings.ts";
import { BaseTokenizer, type TokenizerParts } from "./base-tokenizer.ts";
import { byteString } from "./byte-string.ts";
import { byteTokens } from "./byte-tokens.ts";
import { lowerCase } from "./lower-case.ts";
import type { MergeSeams } from "./merge-seams.ts";
import { mergeSymbols } from "./merge-symbols.ts";
import type { MergeTable } from "./merge-table.ts";
import { escapeSpaces, unescapeSpaces } from "./meta-space.ts";
import type { CharacterRules } from "./pre-tokenizers.ts";
import { characterBounds } from "./utf8.ts";
import { cachedWords, WordCache } from "./word-cache.ts";

/**
 * Byte-pair encoding over characters, with merges as byte-level encoding has them: gemma4's, which treats spaces as
 * SentencePiece does, and those that cut at white space and drop it. What is in no token becomes byte tokens.
 */
export class CharacterBpeTokenizer extends BaseTokenizer {
  readonly #rules: CharacterRules;
  readonly #merges: MergeTable;
  readonly #byteTokens: readonly (number | undefined)[];
  readonly #seams: MergeSeams;
  readonly #cache = new WordCache(cachedWords);

  constructor(parts: TokenizerParts, rules: CharacterRules, merges: MergeTable, seams: MergeSeams) {
    super(parts);
    this.#seams = seams;
    this.#rules = rules;
    this.#merges = merges;
    this.#byteTokens = byteTokens(parts.vocabulary);
  }

  protected override encodeFragment(text: string, tokens: number[]): void {
    if (!this.#rules.dropSpaces) {
      this.#encodeRuns(escapeSpaces(text).match(/[^\n]+|\n+/g)!, tokens);
      return;
    }
    const decoded = decodeUtf8(Buffer.from(text, "latin1"));
    const words = (this.#rules.lowercase ? lowerCase(decoded) : decoded).match(/\P{White_Space}+/gu) ?? [];
    this.#encodeRuns(words.map(byteString), tokens);
  }

  /** Appends the tokens of byte strings over whose borders nothing merges. */
  #encodeRuns(runs: readonly string[], tokens: number[]): void {
    for (const run of runs) {
      const whole = this.#rules.wholeNewlines && run.startsWith("\n") ? this.parts.vocabulary.find(run) : undefined;
      if (whole === undefined) this.#encodeRun(run, tokens);
      else tokens.push(whole);
    }
  }

  #encodeRun(run: string, tokens: number[]): void {
    const data = Buffer.from(run, "latin1");
    this.#seams.cut(data, (start, end) => {
      const encoded = this.#cache.getOrSet(run.substring(start, end), () => this.#encodePart(data, start, end));
      for (let index = 0; index < encoded.length; index++) tokens.push(encoded[index]!);
    });
  }

  #encodePart(data: Uint8Array, from: number, to: number): number[] {
    const bounds = characterBounds(data, from, to);
    const symbols = new Int32Array(bounds.length - 1);
    for (let index = 0; index < symbols.length; index++) {
      symbols[index] = this.#merges.find(data, bounds[index], Math.min(bounds[index + 1]!, to));
    }
    const tokens: number[] = [];
    mergeSymbols(symbols, this.#merges, (symbol, first, last) => {
      if (symbol < this.vocabSize) {
        tokens.push(symbol);
        return;
      }
      for (const byte of data.subarray(bounds[first], bounds[last])) {
        const token = this.#byteTokens[byte];
        if (token !== undefined) tokens.push(token);
      }
    });
    return tokens;
  }

  protected override unescape(bytes: Uint8Array): Uint8Array {
    return this.#rules.dropSpaces ? bytes : unescapeSpaces(bytes);
  }
}
