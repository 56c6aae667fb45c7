import { expect, test } from "bun:test";
import fc from "fast-check";
import { halves, splitOuter } from "./split-outer.ts";

test.each([
  ["a, b,c", ["a", " b", "c"]],
  ["f(a, b), [c, {d, e}]", ["f(a, b)", " [c, {d, e}]"]],
  [`'a, b', "c, \\", d"`, ["'a, b'", ` "c, \\", d"`]],
  ["it's, so", ["it's", " so"]],
  ["", [""]],
  [",", ["", ""]],
])("cuts %s", (text, parts) => {
  expect(splitOuter(text, ",")).toEqual(parts);
});

test("the parts joined are the text", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab,;()[]{}'\"\\\n🦙") });
  fc.assert(fc.property(text, (each) => expect(splitOuter(each, ",").join(",")).toBe(each)));
});

test("cuts at the first separator", () => {
  expect(halves("a=b=c", "=")).toEqual(["a", "b=c"]);
  expect(halves("abc", "=")).toBeUndefined();
});
