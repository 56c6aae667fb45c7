import { expect, test } from "bun:test";
import { affordableSlots } from "./affordable-slots.ts";

const gib = 2 ** 30;

test.each([
  ["small contexts: as many as pay", gib / 64, gib, 16 * gib, 8],
  ["contexts of an 8B model", gib, 5 * gib, 16 * gib, 2],
  ["contexts that are larger than the rest of the machine", 20 * gib, 5 * gib, 16 * gib, 1],
  ["weights that are larger than what is left", gib / 64, 20 * gib, 16 * gib, 1],
  ["a model without a memory of tokens", 0, gib, 16 * gib, 8],
])("%s", (_, slotBytes, weightBytes, available, expected) => {
  expect(affordableSlots(slotBytes, weightBytes, available)).toBe(expected);
});

test("this machine has room for something", () => {
  expect(affordableSlots(1, 1)).toBe(8);
});
