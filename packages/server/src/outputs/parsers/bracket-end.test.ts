import { expect, test } from "bun:test";
import fc from "fast-check";
import { bracketEnd } from "./bracket-end.ts";

const value = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));

test("ends where the value does, however its text comes", () => {
  fc.assert(
    fc.property(value, fc.string(), fc.nat(), (each, behind, cut) => {
      const json = JSON.stringify(each);
      const end = bracketEnd();
      expect(end(json.slice(0, cut % json.length))).toBeUndefined();
      expect(end(json + behind)).toBe(json.length);
    }),
  );
});

test("counts brackets that are open already, but not closing ones without any", () => {
  expect(bracketEnd(1)('"a": "}"} {')).toBe(9);
  expect(bracketEnd()("] } {}")).toBe(6);
});
