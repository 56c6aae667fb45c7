import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { GgufStrings } from "../gguf/strings.ts";
import { type Fragment, SpecialTokens } from "./special-tokens.ts";
import type { StripRules } from "./strip-rules.ts";
import { TokenType, Vocabulary } from "./vocabulary.ts";

function specialTokens(texts: readonly string[], type: number = TokenType.control, strip: StripRules = {}) {
  const types = texts.map(() => type);
  return new SpecialTokens(new Vocabulary(GgufStrings.from(texts), types), strip);
}

describe("partition", () => {
  const tokens = specialTokens(["<s>", "<a>", "<a><b>", "b><c", "aaa", "a"]);
  test.each<[string, Fragment[]]>([
    ["", []],
    ["xyz", ["xyz"]],
    ["<s>", [0]],
    ["x<s>y<s>", ["x", 0, "y", 0]],
    ["<a><b><c>", [2, "<c>"]],
    ["<a><b", [1, "<b"]],
    ["<b><c>", ["<", 3, ">"]],
    ["xaaaax", ["x", 4, 5, "x"]],
    ["<s", ["<s"]],
  ])("of %p is %p", (text, fragments) => expect(tokens.partition(text, true)).toEqual(fragments));
});

test("control and unknown tokens count only when special tokens are parsed, user-defined ones always", () => {
  for (const type of [TokenType.control, TokenType.unknown]) {
    expect(specialTokens(["<s>"], type).partition("<s>", false)).toEqual(["<s>"]);
    expect(specialTokens(["<s>"], type).partition("<s>", true)).toEqual([0]);
  }
  expect(specialTokens(["<s>"], TokenType.userDefined).partition("<s>", false)).toEqual([0]);
  for (const type of [TokenType.normal, TokenType.unused, TokenType.byte, TokenType.undefined]) {
    expect(specialTokens(["<s>"], type).partition("<s>", true)).toEqual(["<s>"]);
  }
});

test("a token that swallows the white space behind it stops at the next special token", () => {
  const tokens = specialTokens(["<s>", "  "], TokenType.control, { right: new Set([0]) });
  expect(tokens.partition("<s> \n\tx <s> ", true)).toEqual([0, "x ", 0]);
  expect(tokens.partition("<s>   x", true)).toEqual([0, "x"]);
});

test("a token that swallows the white space before it stops at the special token before", () => {
  const tokens = specialTokens(["<s>", "  "], TokenType.control, { left: new Set([0]) });
  expect(tokens.partition(" \n<s> x \t<s><s>\v", true)).toEqual([0, " x", 0, 0, "\v"]);
  expect(tokens.partition("x   <s>", true)).toEqual(["x", 0]);
});

test("a shorter token takes the place of a longer one that does not fit", () => {
  const tokens = specialTokens(["abcd", "xab", "xa", "cd"]);
  // "abcd" is the longest, which leaves an x; "xab" no longer fits, nor does "xa".
  expect(tokens.partition("xabcd", true)).toEqual(["x", 0]);
  expect(specialTokens(["bcde", "ab", "a"]).partition("abcde", true)).toEqual([2, 0]);
});

/** The rule itself: split at every occurrence of each token in turn, the longest first. */
function splitInTurn(text: string, texts: readonly string[]): Fragment[] {
  let fragments: Fragment[] = text === "" ? [] : [text];
  const order = texts.map((_, token) => token).sort((a, b) => texts[b]!.length - texts[a]!.length || a - b);
  for (const token of order) {
    fragments = fragments.flatMap((fragment) => {
      if (typeof fragment === "number") return [fragment];
      const pieces = fragment.split(texts[token]!);
      return pieces.flatMap((piece, index): Fragment[] => [
        ...(index > 0 ? [token] : []),
        ...(piece === "" ? [] : [piece]),
      ]);
    });
  }
  return fragments;
}

test("partition gives what splitting at one token after the other gives", () => {
  const letters = fc.constantFrom("a", "b", "<");
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: letters, minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
      fc.string({ unit: letters, maxLength: 40 }),
      (texts, text) => {
        expect(specialTokens(texts).partition(text, true)).toEqual(splitInTurn(text, texts));
      },
    ),
    { numRuns: 1000 },
  );
});
