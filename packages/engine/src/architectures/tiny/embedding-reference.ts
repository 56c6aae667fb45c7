import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pooling } from "../../runner/types.ts";
import { textOf } from "./reference.ts";

/** What llama.cpp embeds with a tiny model, checked in; `tools/architectures/embedding-references.ts` made it. */
export interface EmbeddingReference {
  /** What made it. */
  readonly llamaCpp: string;
  readonly command: string;
  readonly poolings: Readonly<Partial<Record<Pooling, PoolingReference>>>;
}

export interface PoolingReference {
  /** Of the model's file. */
  readonly sha256: string;
  /** For each of the texts its vector, f32 in base64; not normalised with pooling "none". */
  readonly vectors?: readonly string[];
  /** For each of the pairs its score, with pooling "rank". */
  readonly scores?: readonly number[];
}

/** Texts of one token, of some, and of more than windows have. */
export const embeddedTexts: readonly (readonly number[])[] = [
  textOf(1),
  textOf(8).slice(1),
  textOf(60).slice(8),
  textOf(190).slice(60),
];

const written = (tokens: readonly number[]) => tokens.map((token) => `t${token}`).join("");

/** A query and documents, of tokens that are found in any text. */
export const rankedPairs = [3, 20, 70].map((length, i) => ({
  query: written(textOf(11).slice(5)),
  document: written(textOf(200).slice(40 * i, 40 * i + length)),
}));

export const embeddingReferencePath = (name: string) => join(import.meta.dir, "embedding-references", `${name}.json`);

export function readEmbeddingReference(name: string): EmbeddingReference | undefined {
  const path = embeddingReferencePath(name);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}
