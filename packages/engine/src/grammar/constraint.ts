import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { CompiledSchema } from "./compile-schema.ts";
import { FreeSection, type FreeSectionTags } from "./free-section.ts";
import { Machine } from "./machine.ts";
import type { TokenSets } from "./token-sets.ts";

/** What an answer is held to. */
export interface Grammar {
  /** A JSON Schema, as JSON text. */
  readonly schema: string;
  /** Absent if the schema holds from the first token on. */
  readonly free?: FreeSectionTags;
}

/** Bytes of a token, at most, when tokens of a text are counted in advance. */
const longestExpectedToken = 16;

/** Holds one answer to a schema, from the end of its free section on. */
export class Constraint {
  /** Keywords of the schema that only a check of the finished value can decide. */
  readonly unenforced: readonly string[];
  readonly #tokenizer: Tokenizer;
  readonly #sets: TokenSets;
  readonly #start: (allowsSpace: boolean) => Machine;
  #section: FreeSection | undefined;
  /** Tokens that do not break the free section's tags, after one that would have. */
  #unbroken: Int32Array | undefined;
  #machine: Machine | undefined;

  constructor(schema: CompiledSchema, sets: TokenSets, tokenizer: Tokenizer, free?: FreeSectionTags) {
    this.unenforced = schema.unenforced;
    this.#tokenizer = tokenizer;
    this.#sets = sets;
    this.#start = (allowsSpace) => new Machine(schema.shape, sets, allowsSpace);
    if (free) this.#section = new FreeSection(free);
    else this.#machine = this.#start(false);
  }

  /** Tokens that may come next, one bit each. Throws as {@link Machine.mask}. */
  get mask(): Int32Array {
    // An answer can't end before its value.
    return this.#machine?.mask ?? this.#unbroken ?? this.#sets.unfinished;
  }

  /** Whether the answer is a whole value that nothing can follow. */
  get isFinished(): boolean {
    return this.#machine?.isFinished ?? false;
  }

  /** Takes in a token that the mask allows. If it is refused, another one must be drawn under the mask as it is then. */
  accept(token: number): boolean {
    if (this.#tokenizer.isEndOfGeneration(token)) return true;
    if (!this.#section) return this.#machine!.accept(token);
    const piece = this.#text(token);
    const verdict = this.#section.judge(piece);
    switch (verdict) {
      case "stays":
        this.#section.advance(piece);
        this.#unbroken = undefined;
        return true;
      case "breaks":
        this.#unbroken = this.#findUnbroken(this.#section);
        return false;
      default:
        this.#section = undefined;
        this.#unbroken = undefined;
        this.#machine = this.#start(verdict === "ends");
        return verdict === "ends";
    }
  }

  /** Up to `most` tokens of the text that must come next; none where the grammar leaves a choice. */
  expected(most: number): number[] {
    if (!this.#machine) return [];
    const bytes = this.#machine.expected(most * longestExpectedToken);
    return this.#sets.trie.longestTokens(bytes).slice(0, most);
  }

  #findUnbroken(section: FreeSection): Int32Array {
    const { vocabSize } = this.#tokenizer;
    const mask = new Int32Array(Math.ceil(vocabSize / 32));
    for (let token = 0; token < vocabSize; token++) {
      const piece = this.#text(token);
      if (this.#tokenizer.isEndOfGeneration(token)) continue;
      if (piece !== "" && section.judge(piece) !== "breaks") mask[token >> 5]! |= 1 << (token & 31);
    }
    return mask;
  }

  /** A token's text as the server gets to see it or not: tags are often special tokens. */
  #text(token: number): string {
    return Buffer.from(this.#tokenizer.piece(token, true)).toString("latin1");
  }
}
