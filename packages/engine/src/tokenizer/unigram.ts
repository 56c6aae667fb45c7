import { getBoolean } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import { BaseTokenizer, type TokenizerParts } from "./base-tokenizer.ts";
import { hashByte, hashSeed } from "./byte-table.ts";
import { readCharsmap } from "./charsmap.ts";
import { findEndOfGeneration } from "./end-of-generation.ts";
import { unescapeSpaces } from "./meta-space.ts";
import { PrefixFilter } from "./prefix-filter.ts";
import { SpecialTokens } from "./special-tokens.ts";
import { stripRules } from "./strip-rules.ts";
import { UnigramNormalizer } from "./unigram-normalizer.ts";
import { characterLength } from "./utf8.ts";
import { readTokenId, readVocabulary, TokenType, type Vocabulary } from "./vocabulary.ts";

/** How much less likely than the least likely token a character without a token is (SentencePiece's kUnkPenalty). */
const unknownPenalty = 10;

/**
 * SentencePiece's unigram model (`tokenizer.ggml.model` "t5"): of all ways to make up the normalized text of tokens, the one
 * of the greatest sum of scores, which are logarithms of probabilities (Viterbi's algorithm).
 */
export class UnigramTokenizer extends BaseTokenizer {
  readonly #normalizer: UnigramNormalizer;
  readonly #unknown: number;
  readonly #unknownScore: number;
  /** Scores by id; NaN for tokens that text can't become. */
  readonly #scores: Float64Array;
  readonly #filter: PrefixFilter;

  constructor(parts: TokenizerParts, normalizer: UnigramNormalizer, unknown: number) {
    super(parts);
    this.#normalizer = normalizer;
    this.#unknown = unknown;
    this.#scores = textScores(parts.vocabulary);
    this.#filter = new PrefixFilter(parts.vocabulary.table);
    this.#unknownScore = leastScore(parts.vocabulary) - unknownPenalty;
  }

  protected override encodeFragment(text: string, tokens: number[]): void {
    const data = this.#normalizer.normalize(Buffer.from(text, "latin1"));
    const { table } = this.parts.vocabulary;
    // The best way to make up the text up to each place: its score, its last token, and where that starts.
    const best = new Float64Array(data.length + 1).fill(Number.NEGATIVE_INFINITY);
    const last = new Int32Array(data.length + 1);
    const from = new Int32Array(data.length + 1);
    const offer = (start: number, end: number, token: number, score: number) => {
      if (best[start]! + score <= best[end]!) return;
      best[end] = best[start]! + score;
      last[end] = token;
      from[end] = start;
    };
    best[0] = 0;
    for (let start = 0; start < data.length; ) {
      const next = Math.min(data.length, start + characterLength(data[start]!));
      let isKnown = false;
      let hash = hashSeed;
      for (let end = start + 1; end <= data.length; end++) {
        hash = hashByte(hash, data[end - 1]!);
        if (!this.#filter.mayStart(hash)) break;
        const token = table.findHashed(hash, data, start, end);
        const score = token < 0 ? Number.NaN : this.#scores[token]!;
        if (Number.isNaN(score)) continue;
        offer(start, end, token, score);
        isKnown ||= end === next;
      }
      if (!isKnown) offer(start, next, this.#unknown, this.#unknownScore);
      start = next;
    }
    const found: number[] = [];
    for (let end = data.length; end > 0; end = from[end]!) {
      // Unknown characters side by side are one unknown token.
      if (last[end] !== this.#unknown || found.at(-1) !== this.#unknown) found.push(last[end]!);
    }
    for (let index = found.length - 1; index >= 0; index--) tokens.push(found[index]!);
  }

  protected override unescape(bytes: Uint8Array): Uint8Array {
    return unescapeSpaces(bytes);
  }
}

/** User-defined tokens are as good as certain. */
function textScores({ types, scores }: Vocabulary): Float64Array {
  return Float64Array.from(types, (type, token) => {
    if (type === TokenType.userDefined) return 0;
    return type === TokenType.normal || type === TokenType.unused ? scores[token]! : Number.NaN;
  });
}

function leastScore({ types, scores }: Vocabulary): number {
  let least = Number.POSITIVE_INFINITY;
  for (let token = 0; token < types.length; token++) {
    if (types[token] === TokenType.normal) least = Math.min(least, scores[token]!);
  }
  return least === Number.POSITIVE_INFINITY ? 0 : least;
}

/** Reads a tokenizer of kind "t5". Throws GgufError if its metadata is wrong. */
export function unigramTokenizer(gguf: Pick<Gguf, "metadata">): UnigramTokenizer {
  const vocabulary = readVocabulary(gguf);
  const eos = readTokenId(gguf, vocabulary, "eos", 1);
  const endOfGeneration = findEndOfGeneration(gguf, vocabulary, eos);
  const addSpacePrefix = getBoolean(gguf, "tokenizer.ggml.add_space_prefix", false);
  const sep = readTokenId(gguf, vocabulary, "seperator");
  return new UnigramTokenizer(
    {
      vocabulary,
      specialTokens: new SpecialTokens(vocabulary, stripRules(gguf, vocabulary)),
      endOfGeneration,
      bos: readTokenId(gguf, vocabulary, "bos"),
      eos,
      sep,
      addBos: getBoolean(gguf, "tokenizer.ggml.add_bos_token", false),
      addEos: getBoolean(gguf, "tokenizer.ggml.add_eos_token", true),
      addSep: getBoolean(gguf, "tokenizer.ggml.add_sep_token", false),
      addSpacePrefix,
    },
    new UnigramNormalizer({
      charsmap: readCharsmap(gguf),
      addSpacePrefix,
      removeExtraSpaces: getBoolean(gguf, "tokenizer.ggml.remove_extra_whitespaces", false),
    }),
    readTokenId(gguf, vocabulary, "unknown", 2) ?? 0,
  );
}
