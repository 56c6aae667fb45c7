import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { randomNumbers } from "../../weights/testing.ts";
import { tinyVocabulary } from "./tiny-model.ts";

/** What llama.cpp answers for a tiny model, checked in; `tools/architectures/references.ts` made it. */
export interface Reference {
  /** What made it. */
  readonly llamaCpp: string;
  readonly command: string;
  /** Of the model's file. */
  readonly sha256: string;
  /** The greedy tokens behind {@link textOf}(300). */
  readonly tokens: readonly number[];
  /** Log-probabilities of all tokens, f32 in base64, at some of those tokens' places. */
  readonly logprobs: Readonly<Record<string, string>>;
  /** Greedy tokens behind {@link textOf}(480) that go beyond a context of 512; absent where llama.cpp can't shift it. */
  readonly shifted?: readonly number[];
}

export const referenceTokens = 32;
/** Places among the {@link referenceTokens} at which logits are compared. */
export const referencePlaces = [0, 9, 31];
export const shiftedContext = 512;
export const shiftedTokens = 64;
export const shiftedKeep = 4;

/** The first tokens of a text that is the same for all models; the last token of the vocabulary, which ends texts, is not in it. */
export function textOf(length: number): number[] {
  const random = randomNumbers(300);
  return Array.from({ length }, () => Math.floor(random() * (tinyVocabulary - 1)));
}

export const referencePath = (name: string) => join(import.meta.dir, "references", `${name}.json`);

export function readReference(name: string): Reference | undefined {
  const path = referencePath(name);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

export function encodeFloats(values: ArrayLike<number>): string {
  return Buffer.from(Float32Array.from(values).buffer).toString("base64");
}

export function decodeFloats(text: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(text, "base64")).buffer);
}
