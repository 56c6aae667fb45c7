import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { GgufError } from "../gguf/error.ts";
import { readGguf } from "../gguf/reader.ts";
import { storiesAbsent, storiesPath } from "../gguf/testing.ts";
import type { GgufValue } from "../gguf/value.ts";
import { createTokenizer } from "./create-tokenizer.ts";
import { madeMetadata, madeTokens } from "./testing.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { bareVectors, madeVectors, phiVectors, storiesVectors, type Vector } from "./vectors.ts";
import { TokenType } from "./vocabulary.ts";

const plain = { addSpecial: false, parseSpecial: false };
const parsed = { addSpecial: false, parseSpecial: true };
const flag = (value: boolean): GgufValue => ({ type: "bool", value });
const id = (value: number): GgufValue => ({ type: "u32", value });

const made = createTokenizer(madeMetadata(madeTokens));
const bare = createTokenizer(madeMetadata(madeTokens, { "tokenizer.ggml.add_space_prefix": flag(false) }));
const phi = createTokenizer(madeMetadata(madeTokens, { "general.name": { type: "string", value: "Phi-3 mini" } }));
const stories = storiesAbsent ? undefined : createTokenizer(await readGguf(storiesPath));

function givesVectors(tokenizer: () => Tokenizer, vectors: readonly Vector[]): void {
  for (const [text, ids, parsedIds] of vectors) {
    expect({ text, ids: tokenizer().encode(text, plain) }).toEqual({ text, ids: [...ids] });
    expect({ text, ids: tokenizer().encode(text, parsed) }).toEqual({ text, ids: [...(parsedIds ?? ids)] });
  }
}

describe("gives llama.cpp's ids", () => {
  test("with special tokens that overlap", () => givesVectors(() => made, madeVectors));
  test("without a space in front", () => givesVectors(() => bare, bareVectors));
  test("with special tokens that swallow white space", () => givesVectors(() => phi, phiVectors));
  test.skipIf(storiesAbsent)("with a real vocabulary (needs the stories260k fixture)", () => {
    givesVectors(() => stories!, storiesVectors);
    expect(stories!.encode("Once upon a time", { addSpecial: true, parseSpecial: true })).toEqual([
      1, 403, 407, 261, 378,
    ]);
  });
});

/** Texts that are not special tokens and hold no U+2581, which decodes to a space. */
const text = fc.string({ unit: "binary", maxLength: 60 }).filter((value) => !value.includes("\u2581"));
const words = fc
  .array(fc.constantFrom("Once", "upon", " ", "  ", "\n", "Lily", "'s", "é", "😀", "ab", "<", "."), { maxLength: 20 })
  .map((parts) => parts.join(""));

// Text behind a special token gets a space in front, so user-defined ones, which are always parsed, would add spaces.
const ordinary = createTokenizer(madeMetadata(madeTokens.filter(([, type]) => type !== TokenType.userDefined)));

describe.each<[string, Tokenizer, prefix: string]>([
  ["made-up", ordinary, " "],
  ["made-up without a space in front", bare, ""],
  ...(stories === undefined ? [] : [["real", stories, " "] as [string, Tokenizer, string]]),
])("with a %s vocabulary", (_, tokenizer, prefix) => {
  test("the pieces of the tokens make up the bytes of the text, and decoding gives the text", () => {
    fc.assert(
      fc.property(fc.oneof(text, words), (value) => {
        const tokens = tokenizer.encode(value, plain);
        const pieces = Buffer.concat(tokens.map((token) => tokenizer.piece(token, false)));
        expect(pieces.toString()).toBe(value === "" ? "" : prefix + value);
        expect(tokenizer.decode(tokens, false)).toBe(value);
      }),
      { numRuns: 500 },
    );
  });
});

describe("special tokens", () => {
  test("are added as the file says", () => {
    const encode = (tokenizer: Tokenizer) => tokenizer.encode("a", { addSpecial: true, parseSpecial: false });
    const [a] = made.encode("a", plain);
    const variant = (more: Record<string, GgufValue>) => createTokenizer(madeMetadata(madeTokens, more));
    expect(encode(made)).toEqual([1, a!]);
    expect(encode(variant({ "tokenizer.ggml.add_bos_token": flag(false) }))).toEqual([a!]);
    expect(encode(variant({ "tokenizer.ggml.add_eos_token": flag(true) }))).toEqual([1, a!, 2]);
    expect(encode(variant({ "tokenizer.ggml.bos_token_id": id(5) }))).toEqual([5, a!]);
    // An id outside the vocabulary does not count, and then there may be none at all.
    expect(encode(variant({ "tokenizer.ggml.bos_token_id": id(9999) }))).toEqual([1, a!]);
    const without = createTokenizer(madeMetadata([["▁a"]]));
    expect(without.encode("", { addSpecial: true, parseSpecial: false })).toEqual([]);
    expect(without.addBos).toBeFalse();
    expect(made.encode("", { addSpecial: true, parseSpecial: true })).toEqual([1]);
  });

  test("stand for their text only when that is asked for", () => {
    const bytes = (token: number, special: boolean) => Buffer.from(made.piece(token, special)).toString("latin1");
    const token = (kind: string) => madeTokens.findIndex(([content]) => content === kind);
    expect([bytes(0, false), bytes(0, true)]).toEqual(["", "<unk>"]);
    expect([bytes(1, false), bytes(1, true)]).toEqual(["", "<s>"]);
    expect([bytes(token("abab"), false), bytes(token("abab"), true)]).toEqual(["abab", "abab"]);
    expect([bytes(token("zq"), false), bytes(token("zq"), true)]).toEqual(["", ""]);
    expect(bytes(token("<0xE4>"), false)).toBe("\xe4");
    expect(bytes(token("▁ab"), false)).toBe(" ab");
    expect(made.tokenText(token("▁ab"))).toBe("▁ab");
    expect(made.isEndOfGeneration(2)).toBeTrue();
    expect(made.isEndOfGeneration(1)).toBeFalse();
  });
});

test.each([-1, 1.5, Number.NaN, madeTokens.length])("token %p is outside the vocabulary", (token) => {
  expect(() => made.piece(token, true)).toThrow(RangeError);
  expect(() => made.tokenText(token)).toThrow(RangeError);
  expect(() => made.decode([token], true)).toThrow(RangeError);
});

test("text that no token and no byte token covers becomes the unknown token", () => {
  const tokenizer = createTokenizer(madeMetadata([["<unk>", TokenType.unknown], ["a"], ["▁"]]));
  expect(tokenizer.encode("aé", plain)).toEqual([2, 1, 0, 0]);
});

test.each([
  ["words", "Once upon a time, there was a little girl named Lily. "],
  ["one letter", "a"],
  ["letters that merge", "c"],
  ["a special token", "<a>"],
  ["spaces", " "],
])("100 kB of %s take less than a second", (_, unit) => {
  const long = unit.repeat(100_000 / unit.length);
  for (const tokenizer of stories === undefined ? [made] : [made, stories]) {
    const start = performance.now();
    tokenizer.encode(long, { addSpecial: true, parseSpecial: true });
    expect(performance.now() - start).toBeLessThan(1000);
  }
});

describe("a file that does not make a tokenizer is refused", () => {
  const string = (value: string): GgufValue => ({ type: "string", value });
  const scores = (length: number): GgufValue => ({
    type: "array",
    elementType: "f32",
    value: new Float32Array(length),
  });
  test.each<[string, ReturnType<typeof madeMetadata>, RegExp]>([
    [
      "another kind",
      madeMetadata(madeTokens, { "tokenizer.ggml.model": string("rwkv") }),
      /"rwkv" .* \(supported: llama/,
    ],
    ["no kind", { metadata: new Map() }, /tokenizer.ggml.model" is missing/],
    ["no tokens", madeMetadata([]), /vocabulary is empty/],
    ["too few scores", madeMetadata(madeTokens, { "tokenizer.ggml.scores": scores(3) }), /3 elements for/],
    ["too few kinds", madeMetadata(madeTokens, { "tokenizer.ggml.token_type": scores(4) }), /4 elements for/],
    [
      "tokens that are a number",
      madeMetadata(madeTokens, { "tokenizer.ggml.tokens": id(1) }),
      /not an array of strings/,
    ],
  ])("%s", (_, gguf, message) => {
    expect(() => createTokenizer(gguf)).toThrow(GgufError);
    expect(() => createTokenizer(gguf)).toThrow(message);
  });
});
