import { describe, expect, test } from "bun:test";
import { GgufStrings } from "../gguf/strings.ts";
import type { GgufValue } from "../gguf/value.ts";
import { createTokenizer } from "./create-tokenizer.ts";
import { type MadeToken, madeMetadata } from "./testing.ts";
import { TokenType } from "./vocabulary.ts";

const string = (value: string): GgufValue => ({ type: "string", value });
const flag = (value: boolean): GgufValue => ({ type: "bool", value });
const plain = { addSpecial: false, parseSpecial: false };

const tokens: readonly MadeToken[] = [
  ["<bos>", TokenType.control],
  ...Array.from({ length: 256 }, (_, byte): MadeToken => {
    return [`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`, TokenType.byte];
  }).filter(([text]) => text !== "<0x9F>"),
  ...["a", "b", "▁", "\n", "ab", "▁a", "▁ab", "\n\n", "\n\n\n", "中"].map((text): MadeToken => [text]),
];
const id = (text: string) => tokens.findIndex(([token]) => token === text);
const ids = (...texts: string[]) => texts.map(id);

function made(more: Readonly<Record<string, GgufValue>>, merges = ["a b", "▁ a", "▁ ab", "\n \n"]) {
  const strings = { type: "array", elementType: "string", value: GgufStrings.from(merges) } as const;
  return createTokenizer(madeMetadata(tokens, { "tokenizer.ggml.merges": strings, ...more }));
}
const gemma4 = made({
  "tokenizer.ggml.model": string("gemma4"),
  "tokenizer.ggml.bos_token_id": { type: "u32", value: 0 },
});
const sarvam = made({ "tokenizer.ggml.model": string("gpt2"), "tokenizer.ggml.pre": string("sarvam-moe") });

describe("tokens of gemma4", () => {
  test.each<[text: string, texts: string[]]>([
    ["ab a", ["ab", "▁a"]],
    // The earlier merge applies first: "▁ a" would leave a b.
    [" ab", ["▁ab"]],
    ["a  b", ["a", "▁", "▁", "b"]],
    // Merges make two at most of a run of newlines, but the whole run is a token.
    ["a\n\n\nb", ["a", "\n\n\n", "b"]],
    ["\n\n\n\n", ["\n\n", "\n\n"]],
    ["é", ["<0xC3>", "<0xA9>"]],
    // A byte without a token is nothing.
    ["😀", ["<0xF0>", "<0x98>", "<0x80>"]],
    ["中a", ["中", "a"]],
  ])("of %j", (text, texts) => expect(gemma4.encode(text, plain)).toEqual(ids(...texts)));
});

test("without that rule merges alone decide on newlines", () => {
  expect(sarvam.encode("\n\n\n", plain)).toEqual(ids("\n\n", "\n"));
});

test("texts of gemma4 begin with the beginning token, whatever the file says", () => {
  const denied = made({
    "tokenizer.ggml.model": string("gemma4"),
    "tokenizer.ggml.bos_token_id": { type: "u32", value: 0 },
    "tokenizer.ggml.add_bos_token": flag(false),
  });
  for (const tokenizer of [gemma4, denied]) {
    expect(tokenizer.encode("a", { addSpecial: true, parseSpecial: false })).toEqual(ids("<bos>", "a"));
  }
  // Other kinds have number 11 for such a token; this one has none unless the file names it.
  expect(made({ "tokenizer.ggml.model": string("gemma4") }).bos).toBeUndefined();
});

test("decoding gives spaces and bytes back", () => {
  expect(gemma4.decode(gemma4.encode(" ab é\n\n中 ", plain), false)).toBe(" ab é\n\n中 ");
});

test("kind whitespace drops white space, and lowers case if it is told to", () => {
  const spaces = { "tokenizer.ggml.model": string("whitespace") };
  expect(made(spaces).encode("ab\u3000 a\n中", plain)).toEqual(ids("ab", "a", "中"));
  const lower = made({ ...spaces, "tokenizer.ggml.normalizer.lowercase": flag(true) });
  expect(lower.encode("AB", plain)).toEqual(ids("ab"));
  expect(lower.decode(ids("ab", "中", "▁"), false)).toBe("ab中▁");
  expect(lower.encode(" \n", plain)).toEqual([]);
});

test.each(["a", "ab", " ", "\n", "é", " a", "x\n"])("100 kB of %j take less than a second", (unit) => {
  for (const tokenizer of [gemma4, sarvam]) {
    const start = performance.now();
    tokenizer.encode(unit.repeat(100_000 / unit.length), plain);
    expect(performance.now() - start).toBeLessThan(1000);
  }
});
