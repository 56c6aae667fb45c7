import { createHash } from "node:crypto";
import { oddPieces, sentences } from "./vector-texts.ts";

/** What `tools/tokenizer-vectors` writes. */
export interface TokenizerVectors {
  /** Tokenizers that give the same ids for all strings. */
  readonly groups: readonly {
    readonly names: readonly string[];
    /** Whether the models' own library was asked; where it and llama.cpp differ, it is right. */
    readonly own: boolean;
    /** On how many strings llama.cpp differs from that: without special tokens, and with them parsed. */
    readonly llamaCppDiffers: readonly number[];
    /** The ids of no text with the tokens that are added. */
    readonly ends: readonly number[];
    /** {@link hashBlocks} of the ids of all strings, without special tokens. */
    readonly plain: readonly string[];
    /** The same with special tokens parsed. */
    readonly parsed: readonly string[];
  }[];
  /** Whole answers: names joined by "|", ids joined by ",", without special tokens. */
  readonly examples: readonly (readonly [text: string, answers: readonly (readonly [names: string, ids: string])[]])[];
}

/** Strings per hash. */
export const blockLength = 100;

/** The first 32 bits of the SHA-256 of the ids of each block of strings. */
export function hashBlocks(ids: readonly (readonly number[])[]): string[] {
  return Array.from({ length: Math.ceil(ids.length / blockLength) }, (_, block) => {
    const part = ids.slice(block * blockLength, (block + 1) * blockLength);
    return createHash("sha256").update(part.join("\n")).digest("hex").slice(0, 8);
  });
}

/** The strings whose answers are kept whole. */
export const exampleTexts: readonly string[] = [
  ...sentences.filter((_, index) => index % 2 === 0),
  ...oddPieces.filter((_, index) => index % 13 === 0).map((piece) => `a${piece}b ${piece} c`),
];
