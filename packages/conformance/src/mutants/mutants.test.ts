import { expect, test } from "bun:test";
import { checks } from "../checks/index.ts";
import { mutants } from "./index.ts";
import { killClaimed } from "./kill.ts";
import { complaints } from "./kill-table.ts";

test("each mutant has an id of its own, in kebab case, and says what is wrong", () => {
  const ids = mutants.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(mutants.filter(({ bug }) => !/^[A-Z`"0-9].*\.$/s.test(bug)).map(({ id }) => id)).toEqual([]);
});

test("each mutant is claimed by checks that there are", () => {
  const known = new Set<string>(checks.map(({ id }) => id));
  const strange = mutants.flatMap(({ id, killedBy }) => killedBy.filter((by) => !known.has(by)).map((by) => [id, by]));
  expect(strange).toEqual([]);
});

test("each mutant is found by every check that claims it", async () => {
  const kills = await killClaimed(mutants, checks, { runs: 20, signal: new AbortController().signal });
  expect(complaints(kills)).toEqual([]);
}, 180_000);
