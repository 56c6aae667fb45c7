import { expect, test } from "bun:test";
import fc from "fast-check";
import { paragraph, table, wrap } from "./layout.ts";

const word = fc.stringMatching(/^[a-z]{1,12}$/);

test("wrapped lines hold the same words, and no line is longer than it must be", () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 1, max: 40 }), (words, columns) => {
      const lines = wrap(words.join(" "), columns);
      expect(lines.join(" ")).toBe(words.join(" "));
      for (const line of lines) expect(line.length <= columns || !line.includes(" ")).toBe(true);
    }),
  );
});

test("a table lines up its columns and breaks the last", () => {
  expect(table([])).toBe("");
  expect(table([["a"], ["b c"]])).toBe("a\nb c\n");
  const long = Array(30).fill("word").join(" ");
  const lines = table([
    ["KEY", "TEXT"],
    ["longer", long],
    ["empty", ""],
  ]).split("\n");
  expect(lines[0]).toBe("KEY     TEXT");
  expect(lines[1]).toStartWith("longer  word word");
  expect(lines[2]).toStartWith("        word");
  expect(lines.at(-2)).toBe("empty");
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test("a paragraph is indented", () => {
  expect(paragraph("one two", 4)).toBe("    one two\n");
});
