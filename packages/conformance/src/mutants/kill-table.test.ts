import { expect, test } from "bun:test";
import type { Kill } from "./kill.ts";
import { complaints, killTable, score } from "./kill-table.ts";

const mutant = {
  id: "root-404",
  bug: "There is nothing at `/` | or below.",
  seenIn: "a/b#1",
  killedBy: ["routing.root.get", "routing.root.head"],
} as const;
const killed: Kill = { mutant, found: ["routing.root.get", "routing.root.head"], missed: [], errors: [] };
const halfKilled: Kill = { ...killed, found: ["routing.root.get"], missed: ["routing.root.head"] };
const astray: Kill = { ...killed, found: ["version.present"], missed: [...mutant.killedBy] };

test("a mutant counts only if all that claim it find it", () => {
  expect(score([killed, killed])).toBe(1);
  expect(score([killed, halfKilled])).toBe(0.5);
  expect(complaints([killed])).toEqual([]);
  expect(complaints([halfKilled])).toEqual(["root-404: routing.root.head claims it and does not find it"]);
});

test("a mutant that only others find is told of", () => {
  expect(complaints([astray]).at(-1)).toBe("root-404: found only by version.present, which do not claim it");
});

test("a check that fails itself is told of", () => {
  expect(complaints([{ ...killed, errors: ["version.present"] }])).toEqual([
    "root-404: version.present ends in an error",
  ]);
});

test("the table has a row per mutant, bars escaped", () => {
  const table = killTable([
    { ...killed, found: [...killed.found, "version.present", "client-zed.show-each", "client-zed.frame-role"] },
  ]);
  const [row] = table.split("\n").filter((line) => line.includes("root-404"));
  expect(row).toBe(
    "| `root-404` | There is nothing at `/` \\| or below. | a/b#1 | `routing.root.get`, `routing.root.head` | `version.present`, zed |",
  );
  expect(table).toContain("1 mutants, mutation score 100 %");
});
