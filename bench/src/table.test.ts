import { expect, test } from "bun:test";
import { formatTable, grouped } from "./table.ts";

const rows = [
  ["x", "speed", "1.5"],
  ["", "y", "10.25"],
];

test("columns of a table line up, figures to the right", () => {
  expect(formatTable(["a", "what", "figure"], rows)).toBe(
    [
      "| a   | what  | figure |",
      "| --- | ----- | -----: |",
      "| x   | speed |    1.5 |",
      "|     | y     |  10.25 |",
    ].join("\n"),
  );
  expect(formatTable(["a", "what", "figure"], rows, 1).split("\n")[1]).toBe("| --- | ----: | -----: |");
});

test("digits come in groups of three", () =>
  expect([0, 999, 1500, 1e6].map(grouped)).toEqual(["0", "999", "1,500", "1,000,000"]));
