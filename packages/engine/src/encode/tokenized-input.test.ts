import { expect, test } from "bun:test";
import type { EmbedInput } from "../runner/types.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { type InputReader, tokenizeInput } from "./tokenized-input.ts";

const [bos, eos, sep] = [256, 257, 258];

/** A token per byte, and `$` for the end. */
function bytes(parts: Partial<Tokenizer> = {}): Tokenizer {
  const special = { addBos: true, addEos: true, bos, eos, addSep: false, sep, ...parts };
  const tokenOf = (byte: number, parsed: boolean) => (parsed && byte === 36 ? eos : byte);
  return {
    vocabSize: 259,
    ...special,
    isEndOfGeneration: (token) => token === eos,
    encode(text, { addSpecial, parseSpecial }) {
      const tokens = Array.from(Buffer.from(text), (byte) => tokenOf(byte, parseSpecial));
      return addSpecial ? [...(special.addBos ? [bos] : []), ...tokens, ...(special.addEos ? [eos] : [])] : tokens;
    },
    decode: (tokens) => Buffer.from([...tokens]).toString(),
    piece: (token) => Uint8Array.of(token),
    tokenText: (token) => String.fromCharCode(token),
  };
}

const reader = (parts: Partial<InputReader> = {}): InputReader => ({
  pooling: "mean",
  dimensions: 1,
  longest: 8,
  tokenizer: bytes(),
  rerankPrompt: undefined,
  ...parts,
});

const ids = (text: string) => [...Buffer.from(text)];
const read = (input: EmbedInput, parts: Partial<InputReader> = {}, truncate = true) =>
  tokenizeInput(reader(parts), input, truncate);

test("texts have the special tokens of the model, also where they are cut", () => {
  expect(read("abc").tokens).toEqual([bos, ...ids("abc"), eos]);
  expect(read("").tokens).toEqual([bos, eos]);
  expect(read("abcdefgh").tokens).toEqual([bos, ...ids("abcdef"), eos]);
  expect(read("abcdefghi", { tokenizer: bytes({ addEos: false }) }).tokens).toEqual([bos, ...ids("abcdefg")]);
  expect(read("abcdef", {}, false).tokens.length).toBe(8);
});

test("a text has one end where the last token is its embedding", () => {
  expect(read("abc$", { pooling: "last" }).tokens).toEqual([bos, ...ids("abc"), eos]);
  expect(read("abc$", { pooling: "mean" }).tokens).toEqual([bos, ...ids("abc"), eos, eos]);
  expect(read("abc$", { pooling: "last", tokenizer: bytes({ addEos: false }) }).tokens).toEqual([
    bos,
    ...ids("abc"),
    eos,
  ]);
});

test("tokens are taken as they are, and cut at their end", () => {
  expect(read([1, 2, 3]).tokens).toEqual([1, 2, 3]);
  expect(read([1, 2, 3, 4, 5, 6, 7, 8, 9]).tokens).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

const rank = { pooling: "rank", longest: 12 } as const;

test("pairs are parted by the tokens of the model", () => {
  const pair = { query: "ab", document: "cde" };
  expect(read(pair, rank)).toEqual({ tokens: [bos, ...ids("ab"), eos, ...ids("cde"), eos], second: 4 });
  const parted = read(pair, { ...rank, tokenizer: bytes({ addSep: true }) });
  expect(parted).toEqual({ tokens: [bos, ...ids("ab"), eos, sep, ...ids("cde"), eos], second: 5 });
  // A text can't part itself.
  expect(read({ query: "$", document: "$" }, rank).tokens).toEqual([bos, 36, eos, 36, eos]);
});

test("of a pair the longer text is cut", () => {
  expect(read({ query: "abc", document: "0123456789" }, rank).tokens).toEqual([
    bos,
    ...ids("abc"),
    eos,
    ...ids("012345"),
    eos,
  ]);
  expect(read({ query: "0123456789", document: "abc" }, rank).tokens).toEqual([
    bos,
    ...ids("012345"),
    eos,
    ...ids("abc"),
    eos,
  ]);
  expect(read({ query: "0123456789", document: "abcdefghij" }, rank).tokens.length).toBe(12);
  expect(read({ query: "", document: "" }, rank).tokens).toEqual([bos, eos, eos]);
  expect(() => read({ query: "abcdef", document: "ghijkl" }, rank, false)).toThrow(/15 tokens.*12 tokens/);
});

test("a prompt for pairs keeps its end", () => {
  const prompted = { ...rank, rerankPrompt: "<{query}|{document}>" };
  expect(read({ query: "a", document: "{query}" }, prompted).tokens).toEqual(ids("<a|{query}>"));
  expect(read({ query: "ab", document: "0123456789" }, prompted).tokens).toEqual(ids("<ab|0123456>"));
  expect(read({ query: "0123456789abc", document: "xyz" }, prompted).tokens).toEqual(ids("<012345678|>"));
});

test("what can't be embedded is refused with the reason", () => {
  expect(() => read([])).toThrow("no tokens");
  expect(() => read([259])).toThrow("token 259 is outside the vocabulary of 259");
  expect(() => read([1.5])).toThrow("outside the vocabulary");
  expect(() => read({ query: "a", document: "b" })).toThrow("does not rank");
  expect(() => read("abcdefg", {}, false)).toThrow("the input (9 tokens) exceeds the context length (8 tokens)");
});
