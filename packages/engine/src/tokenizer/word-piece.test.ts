import { describe, expect, test } from "bun:test";
import { bertWords } from "./bert-words.ts";
import { createTokenizer } from "./create-tokenizer.ts";
import { lowerCase } from "./lower-case.ts";
import { type MadeToken, madeMetadata } from "./testing.ts";
import { TokenType } from "./vocabulary.ts";

const tokens: readonly MadeToken[] = [
  ["[PAD]", TokenType.control],
  ["[UNK]", TokenType.unknown],
  ["[CLS]", TokenType.control],
  ["[SEP]", TokenType.control],
  ["▁a"],
  ["▁ab"],
  ["c"],
  ["cd"],
  ["▁,"],
  ["é"],
];
const id = (value: number) => ({ type: "u32", value }) as const;
const tokenizer = createTokenizer(
  madeMetadata(tokens, {
    "tokenizer.ggml.model": { type: "string", value: "bert" },
    "tokenizer.ggml.bos_token_id": id(2),
    "tokenizer.ggml.seperator_token_id": id(3),
    "tokenizer.ggml.unknown_token_id": id(1),
  }),
);
const encode = (text: string, parseSpecial = false) => tokenizer.encode(text, { addSpecial: false, parseSpecial });

describe("tokens", () => {
  test.each<[text: string, ids: number[]]>([
    ["", []],
    ["abcd", [5, 7]],
    ["ABC a,a", [5, 6, 4, 8, 4]],
    // The longest start is taken even where a shorter one would do.
    ["abx", [1]],
    ["acx ab", [1, 5]],
    ["[SEP]", [1, 1, 1]],
    [`ab${"c".repeat(98)}`, [5, ...new Array(98).fill(6)]],
    [`ab${"c".repeat(99)}`, [1]],
  ])("of %j", (text, ids) => expect(encode(text)).toEqual(ids));

  test("of special tokens, if they are parsed", () => expect(encode("a[SEP] a", true)).toEqual([4, 3, 4]));

  test("begin and end each text", () => {
    expect(tokenizer.encode("a", { addSpecial: true, parseSpecial: false })).toEqual([2, 4, 3]);
    expect({ sep: tokenizer.sep, addSep: tokenizer.addSep }).toEqual({ sep: 3, addSep: true });
  });

  test("give the words, each behind a space", () => expect(tokenizer.decode([5, 7, 8, 1], false)).toBe(" abcd ,"));
});

describe("words", () => {
  const both = { lowercase: true, stripAccents: true };
  const neither = { lowercase: false, stripAccents: false };
  test.each<[text: string, rules: typeof both, words: string[]]>([
    ["Hello, World!", both, ["hello", ",", "world", "!"]],
    ["Été $5~x_y", both, ["ete", "$", "5", "~", "x", "_", "y"]],
    ["Été", neither, ["Été"]],
    ["Été", { lowercase: true, stripAccents: false }, ["été"]],
    ["中文abc 한국", both, ["中", "文", "abc", "한국".normalize("NFD")]],
    // Of marks those go that take no space.
    ["हिन्दी", both, ["हिनदी"]],
    ["a\u200bb\0\ufffdc\u0085d\te\u3000f", neither, ["abcd", "e", "f"]],
    ["€x«y»", neither, ["€x", "«", "y", "»"]],
    ["", both, []],
  ])("of %j", (text, rules, words) => expect(bertWords(text, rules)).toEqual(words));
});

test("no character's lower case depends on others", () => {
  expect(lowerCase("ΟΔΟΣ ΑΣ İ ẞ")).toBe("οδοσ ασ i\u0307 ß");
});

test.each(["a", ",", "é", "中", "a "])("100 kB of %j take less than a second", (unit) => {
  const start = performance.now();
  encode(unit.repeat(100_000 / unit.length));
  expect(performance.now() - start).toBeLessThan(1000);
});
