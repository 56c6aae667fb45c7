import { expect, test } from "bun:test";
import { BadExpectations, markExpected, readExpectations, stale } from "./expected-failures.ts";
import type { CheckResult } from "./result.ts";

const known = new Set(["a.x", "a.y", "b.z"]);
const result = (id: string, verdict: CheckResult["verdict"]) =>
  ({ id, chapter: "version", level: "MUST", sentence: ".", verdict, duration: 1 }) as unknown as CheckResult;

test("a file has an id per line, and comments", () => {
  expect([...readExpectations("# why\na.x\n\n  b.z  # later\r\n", known)]).toEqual(["a.x", "b.z"]);
  expect(() => readExpectations("a.q", known)).toThrow(BadExpectations);
});

test("failures that stand in the file are expected; what passes makes the file stale", () => {
  const results = [result("a.x", "fail"), result("a.y", "pass"), result("b.z", "warn")];
  const expected = new Set(["a.x", "a.y"]);
  expect(markExpected(results, expected).map((each) => each.expected)).toEqual([true, undefined, undefined]);
  expect(stale(results, expected)).toEqual(["a.y"]);
});
