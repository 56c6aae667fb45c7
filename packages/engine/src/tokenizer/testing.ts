/** What the tests of tokenizers share. */
import { GgufStrings } from "../gguf/strings.ts";
import type { GgufValue } from "../gguf/value.ts";
import { byteCharacters } from "./byte-alphabet.ts";
import { TokenType } from "./vocabulary.ts";

/** A token of a made-up vocabulary: text, kind, score. */
export type MadeToken = readonly [text: string, type?: number, score?: number];

/** Metadata of a tokenizer of kind "llama" with these tokens. */
export function madeMetadata(
  tokens: readonly MadeToken[],
  more: Readonly<Record<string, GgufValue>> = {},
): { metadata: Map<string, GgufValue> } {
  return {
    metadata: new Map<string, GgufValue>([
      ["tokenizer.ggml.model", { type: "string", value: "llama" }],
      [
        "tokenizer.ggml.tokens",
        { type: "array", elementType: "string", value: GgufStrings.from(tokens.map(([text]) => text)) },
      ],
      [
        "tokenizer.ggml.token_type",
        { type: "array", elementType: "i32", value: Int32Array.from(tokens, ([, type]) => type ?? TokenType.normal) },
      ],
      [
        "tokenizer.ggml.scores",
        { type: "array", elementType: "f32", value: Float32Array.from(tokens, ([, , score]) => score ?? 0) },
      ],
      ...Object.entries(more),
    ]),
  };
}

/** A small vocabulary in which special tokens overlap each other and ordinary ones, and scores are equal. */
export const madeTokens: readonly MadeToken[] = [
  ["<unk>", TokenType.unknown],
  ["<s>", TokenType.control],
  ["</s>", TokenType.control],
  ...Array.from({ length: 256 }, (_, byte): MadeToken => {
    return [`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`, TokenType.byte];
  }),
  ["<a>", TokenType.control],
  ["<a><b>", TokenType.control],
  ["b><c", TokenType.control],
  ["<|end|>", TokenType.control],
  ["<|endoftext|>", TokenType.control],
  ["xx", TokenType.control],
  ["  ", TokenType.userDefined],
  ["   ", TokenType.userDefined],
  ["\n\n", TokenType.userDefined],
  ["  x", TokenType.userDefined],
  ["abab", TokenType.userDefined],
  ["zq", TokenType.unused],
  ...["▁", "a", "b", "c", "x", "<", ">", "é", "中", "."].map((text): MadeToken => [text, TokenType.normal, -100]),
  ["▁a", TokenType.normal, -1],
  ["ab", TokenType.normal, -2],
  ["ba", TokenType.normal, -2],
  ["bc", TokenType.normal, -1],
  ["aba", TokenType.normal, -3],
  ["abc", TokenType.normal, -3],
  ["▁ab", TokenType.normal, -4],
  ["cc", TokenType.normal, -5],
  ["cccc", TokenType.normal, -5],
  ["▁▁", TokenType.normal, -6],
];

/** Metadata of a tokenizer of kind "gpt2" with these merges ("left right"), the tokens that they make, and special ones. */
export function madeByteLevelMetadata(
  merges: readonly string[],
  special: readonly MadeToken[],
  more: Readonly<Record<string, GgufValue>> = {},
): { metadata: Map<string, GgufValue> } {
  const texts = new Set([...byteCharacters, ...merges.map((merge) => merge.replace(" ", ""))]);
  return madeMetadata([...Array.from(texts, (text): MadeToken => [text]), ...special], {
    "tokenizer.ggml.model": { type: "string", value: "gpt2" },
    "tokenizer.ggml.merges": { type: "array", elementType: "string", value: GgufStrings.from(merges) },
    ...more,
  });
}

/** What of a file's metadata its tokenizer depends on. */
export function tokenizerMetadata(gguf: {
  readonly metadata: ReadonlyMap<string, GgufValue>;
}): Record<string, GgufValue> {
  const isOf = (key: string) => key.startsWith("tokenizer.ggml.") || key === "general.name";
  return Object.fromEntries(Array.from(gguf.metadata).filter(([key]) => isOf(key)));
}
