import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { GgufError } from "../gguf/error.ts";
import type { GgufValue } from "../gguf/value.ts";
import { Charsmap } from "./charsmap.ts";
import { createTokenizer } from "./create-tokenizer.ts";
import { type MadeToken, madeMetadata } from "./testing.ts";
import { UnigramNormalizer } from "./unigram-normalizer.ts";
import { vectorTokenizers } from "./vector-tokenizers.ts";
import { TokenType } from "./vocabulary.ts";

const plain = { addSpecial: false, parseSpecial: false };
const flag = (value: boolean): GgufValue => ({ type: "bool", value });

function made(tokens: readonly MadeToken[], more: Record<string, GgufValue> = {}) {
  return createTokenizer(madeMetadata(tokens, { "tokenizer.ggml.model": { type: "string", value: "t5" }, ...more }));
}

const special: readonly MadeToken[] = [
  ["<pad>", TokenType.control],
  ["</s>", TokenType.control],
  ["<unk>", TokenType.unknown],
];

test("of all ways to make up a text, the one of the greatest score is taken", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "é"), minLength: 1, maxLength: 7 });
  const pieces = fc.uniqueArray(fc.string({ unit: fc.constantFrom("a", "b", "é"), minLength: 1, maxLength: 3 }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      text,
      pieces,
      fc.array(fc.integer({ min: -20, max: -1 }), { minLength: 8, maxLength: 8 }),
      (value, texts, scores) => {
        const tokens = texts.map((piece, index): MadeToken => [piece, TokenType.normal, scores[index]!]);
        const unknown = Math.min(...tokens.map(([, , score]) => score!), ...(tokens.length ? [] : [0])) - 10;
        /** Of each way the sum of its scores; a character without a token of its own may be unknown. */
        const sums = (rest: string): number[] => {
          if (rest === "") return [0];
          const starts = tokens.filter(([piece]) => rest.startsWith(piece));
          const ways = starts.flatMap(([piece, , score]) => sums(rest.slice(piece.length)).map((sum) => sum + score!));
          const known = starts.some(([piece]) => piece.length === 1);
          return known ? ways : [...ways, ...sums(rest.slice(1)).map((sum) => sum + unknown)];
        };
        const ids = made([...special, ...tokens]).encode(value, plain);
        // Unknown characters side by side are one token; the bytes that tokens leave out are those.
        const missing = value.length - ids.reduce((sum, id) => sum + (id > 2 ? texts[id - 3]!.length : 0), 0);
        const sum = ids.reduce((total, id) => total + (id > 2 ? tokens[id - 3]![2]! : 0), missing * unknown);
        expect(sum).toBe(Math.max(...sums(value)));
      },
    ),
  );
});

test("user-defined tokens are cut out, unused ones take part, control and byte ones do not", () => {
  const tokens: readonly MadeToken[] = [
    ...special,
    ["▁", TokenType.normal, -2],
    ["ab", TokenType.userDefined, -99],
    ["cd", TokenType.unused, -1],
    ["<0x65>", TokenType.byte, -1],
  ];
  const tokenizer = made(tokens, { "tokenizer.ggml.add_space_prefix": flag(true) });
  expect(tokenizer.encode("abcd</s>e", plain)).toEqual([4, 3, 5, 2]);
  expect(tokenizer.encode("cd</s>", { addSpecial: true, parseSpecial: true })).toEqual([3, 5, 1, 1]);
});

describe("spaces", () => {
  const normalized = (text: string, addSpacePrefix: boolean, removeExtraSpaces: boolean) =>
    Buffer.from(new UnigramNormalizer({ addSpacePrefix, removeExtraSpaces }).normalize(Buffer.from(text))).toString();
  test.each<[text: string, kept: string, prefixed: string, merged: string]>([
    ["", "", "", ""],
    ["a", "a", "▁a", "▁a"],
    ["  a  b ", "▁▁a▁▁b▁", "▁▁▁a▁▁b▁", "▁a▁b"],
    ["é\n😀", "é\n😀", "▁é\n😀", "▁é\n😀"],
    ["  ", "▁▁", "▁▁", ""],
  ])("of %j", (text, kept, prefixed, merged) => {
    expect(normalized(text, false, false)).toBe(kept);
    expect(normalized(text, true, false)).toBe(prefixed);
    expect(normalized(text, true, true)).toBe(merged);
    expect(normalized(text, false, true)).toBe(merged);
  });
});

describe("a table of rules", () => {
  const entry = vectorTokenizers.get("kind t5")!["tokenizer.ggml.precompiled_charsmap"];
  const data = entry?.type === "array" && entry.elementType === "u8" ? entry.value : new Uint8Array(0);

  test.each<[text: string, becomes: string | undefined]>([
    ["Ａb", "A"],
    ["ﬃx", "ffi"],
    ["½", "1⁄2"],
    ["\u3000 ", " "],
    ["\u200b\u200b", ""],
    ["e\u0301\u0301", "é"],
    // Of two rules the longer.
    ["\u1100\u1161\u11a8", "각"],
    ["\u1100\u1161x", "가"],
    ["\u1100x", undefined],
    ["eX", undefined],
    ["\0", undefined],
  ])("has for %j: %j", (text, becomes) => {
    const found = new Charsmap(data).match(Buffer.from(`x${text}`), 1);
    expect(found && Buffer.from(found.bytes).toString()).toBe(becomes!);
  });

  test.each([0, 3, 4, 40])("of %d bytes is refused", (length) => {
    expect(() => new Charsmap(data.subarray(0, length))).toThrow(GgufError);
  });

  test("that is broken gives a GgufError or something, and never hangs", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(data.length - 1), fc.nat(255)), { minLength: 1 }),
        fc.string(),
        (changes, text) => {
          const broken = Uint8Array.from(data);
          for (const [at, value] of changes) broken[at] = value;
          try {
            const charsmap = new Charsmap(broken);
            new UnigramNormalizer({ charsmap, addSpacePrefix: true, removeExtraSpaces: true }).normalize(
              Buffer.from(`Ａé${text}`),
            );
          } catch (error) {
            expect(error).toBeInstanceOf(GgufError);
          }
        },
      ),
    );
  });
});

test("rules of another type are refused", () => {
  const rules: GgufValue = { type: "array", elementType: "f32", value: new Float32Array(9) };
  expect(() => made(special, { "tokenizer.ggml.precompiled_charsmap": rules })).toThrow(/array of f32, not of bytes/);
});

test.each(["a", " ", "é", "aA", "-\u200b", "word "])("100 kB of %j take less than a second", (unit) => {
  const tokenizer = createTokenizer({ metadata: new Map(Object.entries(vectorTokenizers.get("kind t5")!)) });
  const start = performance.now();
  tokenizer.encode(unit.repeat(100_000 / unit.length), plain);
  expect(performance.now() - start).toBeLessThan(1000);
});
