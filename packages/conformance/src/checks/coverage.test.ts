import { expect, test } from "bun:test";
import { requirements } from "@cria/spec";
import { checks } from "./index.ts";
import { unchecked } from "./unchecked.ts";

const checked = new Set<string>(checks.map(({ id }) => id));
const reasons: Readonly<Record<string, string | undefined>> = unchecked;

test("every MUST and SHOULD has a check, or a reason why it has none", () => {
  const missing = requirements
    .filter(({ level }) => level !== "MAY")
    .filter(({ id }) => !checked.has(id) && reasons[id] === undefined);
  expect(missing.map(({ id }) => id)).toEqual([]);
});

test("no reason is given for what has a check", () => {
  expect(Object.keys(reasons).filter((id) => checked.has(id))).toEqual([]);
});

test("a reason says something", () => {
  expect(Object.entries(reasons).filter(([, reason = ""]) => !/^\S.{9,}$/s.test(reason))).toEqual([]);
});
