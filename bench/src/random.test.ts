import { expect, test } from "bun:test";
import { hash, xorshift32 } from "./random.ts";

test("xorshift32 gives Marsaglia's sequence, however it is cut", () => {
  const whole = new Uint32Array(5);
  xorshift32(2463534242)(whole);
  expect(whole[0]).toBe(723471715);
  const next = xorshift32(2463534242);
  const parts = [new Uint32Array(2), new Uint32Array(3)];
  for (const part of parts) next(part);
  expect(parts.flatMap((part) => [...part])).toEqual([...whole]);
  const zero = new Uint32Array(1);
  xorshift32(0)(zero);
  expect(zero[0]).not.toBe(0);
});

test("the hash is FNV-1a", () => {
  expect(hash("") >>> 0).toBe(0x811c9dc5);
  expect(hash("a") >>> 0).toBe(0xe40c292c);
});
