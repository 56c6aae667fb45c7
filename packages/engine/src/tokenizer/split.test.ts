import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Split, splitAtMatches, splitDigitGroups, splitInTurn } from "./split.ts";

function pieces(split: Split, text: string): string[] {
  return splitInTurn([split], text);
}

describe("matches", () => {
  test.each<[pattern: string, text: string, pieces: string[]]>([
    ["a+", "", []],
    ["a+", "baab", ["b", "aa", "b"]],
    ["a+", "xyz", ["xyz"]],
    ["a|aa", "aa", ["a", "a"]],
    ["a*", "bab", ["b", "a", "b"]],
    ["^x", "xx", ["x", "x"]],
    ["\\p{L}", "😀𝒜😀😀", ["😀", "𝒜", "😀😀"]],
    // Unicode's white space is not JavaScript's.
    ["\\s+", "a\u0085\u3000b\ufeffc", ["a", "\u0085\u3000", "b\ufeffc"]],
    ["[^\\s]+", "\u0085\ufeff", ["\u0085", "\ufeff"]],
    ["\\S+", "\u0085\ufeff", ["\u0085", "\ufeff"]],
  ])("of %j in %j", (pattern, text, expected) => expect(pieces(splitAtMatches(pattern), text)).toEqual(expected));

  test("are those that JavaScript finds", () => {
    const pattern = fc.constantFrom("a+", "a|ab", "[^a]?b+", "(?=a)", "a*", "b(?!a)", "(?<!a)b", " ?a", "😀+");
    const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "😀"), maxLength: 20 });
    fc.assert(
      fc.property(pattern, text, (source, value) => {
        const expected: string[] = [];
        let end = 0;
        for (const match of value.matchAll(new RegExp(source, "gu"))) {
          if (match[0] === "") continue;
          expected.push(value.slice(end, match.index), match[0]);
          end = match.index + match[0].length;
        }
        expected.push(value.slice(end));
        expect(pieces(splitAtMatches(source), value)).toEqual(expected.filter((piece) => piece !== ""));
      }),
    );
  });
});

describe("digits in groups of three from the right", () => {
  const alone = splitDigitGroups({ digit: "\\p{N}", alone: true });
  const attached = splitDigitGroups({ digit: "[0-9]", alone: false });
  const words = splitDigitGroups({ digit: "[0-9]", alone: true, unlessBefore: "[a-z]" });
  test.each<[name: string, split: Split, text: string, pieces: string[]]>([
    ["alone", alone, "", []],
    ["alone", alone, "1234567", ["1", "234", "567"]],
    ["alone", alone, "a12b345 6789", ["a", "12", "b", "345", " ", "6", "789"]],
    ["alone", alone, "x𝟙𝟚𝟛𝟜", ["x", "𝟙", "𝟚𝟛𝟜"]],
    ["attached", attached, "a1234567b", ["a1", "234", "567b"]],
    ["attached", attached, "a123 12", ["a", "123 12"]],
    ["not before letters", words, "1234a 1234.", ["1234a ", "1", "234", "."]],
  ])("%s: %j", (_, split, text, expected) => expect(pieces(split, text)).toEqual(expected));
});

test("splits apply in turn, each within the pieces of the one before", () => {
  const splits = [splitAtMatches(","), splitAtMatches("a$"), splitAtMatches("b")];
  expect(splitInTurn(splits, "ca,cab")).toEqual(["c", "a", ",", "ca", "b"]);
});
