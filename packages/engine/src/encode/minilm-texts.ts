import { oddPieces, sentences } from "../tokenizer/vector-texts.ts";
import { randomNumbers } from "../weights/testing.ts";

/** Tokens after which sentence-transformers cuts texts for all-MiniLM-L6-v2. */
export const miniLmLongest = 256;

/** Texts that embeddings are compared on: of one sentence and of many, odd ones, empty ones, and some that are cut. */
export function miniLmTexts(): string[] {
  const random = randomNumbers(6);
  const oneOf = (list: readonly string[]) => list[Math.floor(random() * list.length)]!;
  const several = (count: number, list: readonly string[]) =>
    Array.from({ length: count }, () => oneOf(list)).join(" ");
  const latin = sentences.filter((sentence) => /^[\u0020-\u024f]+$/.test(sentence));
  return [
    "",
    " ",
    "a",
    ...sentences.slice(0, 50),
    ...oddPieces.slice(0, 30).map((piece) => `${piece} ${oneOf(latin)}`),
    ...Array.from({ length: 80 }, (_, i) => several(1 + (i % 12), latin)),
    ...Array.from({ length: 20 }, (_, i) => several(2 + i, sentences)),
    ...Array.from({ length: 17 }, (_, i) => several(14 + 3 * i, latin)),
  ];
}
