import { expect, test } from "bun:test";
import { findViolation } from "./schema-check.ts";

test.each<[string, object | string, string, string | undefined]>([
  ["a valid value", { uniqueItems: true }, "[1,2]", undefined],
  [
    "a keyword",
    { uniqueItems: true },
    "[1,1]",
    "answer must NOT have duplicate items (items ## 0 and 1 are identical)",
  ],
  ["a place", { properties: { a: { not: { const: 1 } } } }, '{"a":1}', "answer/a must NOT be valid"],
  ["a format", { format: "json-pointer" }, '"x"', 'answer must match format "json-pointer"'],
  [
    "another draft",
    { $schema: "http://json-schema.org/draft-07/schema#", oneOf: [true, true] },
    "1",
    "answer must match exactly one schema in oneOf",
  ],
  ["no JSON", {}, "{", "it is not JSON"],
])("%s", async (_, schema, text, expected) => {
  expect(await findViolation(JSON.stringify(schema), text)).toBe(expected);
});

test("what can't be checked is said", async () => {
  expect(await findViolation('{"$ref":"#/nowhere"}', "1")).toStartWith("its schema can't be checked: ");
});

test("a pattern that takes for ever is given up, by the regular expression's engine or by the clock", async () => {
  const pattern = "^(?=(a+)+$)";
  const started = performance.now();
  const violation = await findViolation(JSON.stringify({ pattern }), `"${"a".repeat(60)}!"`);
  expect(violation).toBeOneOf(["its check takes too long", `answer must match pattern "${pattern}"`]);
  expect(performance.now() - started).toBeLessThan(10_000);
});
