import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatTable } from "./table.ts";

test("header and rows", () => {
  const table = formatTable(
    ["NAME", "ID"],
    [
      ["stories:latest", "967caf6f1618"],
      ["日本", "1"],
    ],
  );
  expect(table).toBe(
    [
      "NAME              ID           ",
      "stories:latest    967caf6f1618    ",
      "日本              1               ",
      "",
    ].join("\n"),
  );
});

test("wide cells wrap at blanks, and long words stay whole", () => {
  const word = "x".repeat(40);
  expect(formatTable(undefined, [["", "a", `one two three four five six seven eight ${word}`]])).toBe(
    [
      `    a    one two three four five six${" ".repeat(13)}    `,
      `         seven eight${" ".repeat(29)}    `,
      `         ${word}    `,
      "",
    ].join("\n"),
  );
});

test("no rows and no header are no text", () => {
  expect(formatTable(undefined, [])).toBe("");
});

test("every line of the body has the same width", () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 60 }).filter((text) => !/[\p{C}\p{Z}]/u.test(text));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const lines = formatTable(["A", "B"], rows).split("\n").slice(1, -1);
      expect(new Set(lines.map((line) => Bun.stringWidth(line))).size).toBe(1);
    }),
  );
});
