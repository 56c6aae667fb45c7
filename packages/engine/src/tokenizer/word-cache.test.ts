import { expect, test } from "bun:test";
import fc from "fast-check";
import { WordCache } from "./word-cache.ts";

test("gives what was set last or nothing, keeps what is in use, and stays within its capacity", () => {
  const word = fc.integer({ min: 0, max: 30 }).map(String);
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.boolean()), { maxLength: 200 }), (steps) => {
      const cache = new WordCache(16);
      const model = new Map<string, readonly number[]>();
      for (const [step, [name, get]] of steps.entries()) {
        if (get) {
          const found = cache.get(name);
          if (found !== undefined) expect(found).toEqual(model.get(name)!);
        } else if (cache.get(name) === undefined) {
          cache.set(name, [step]);
          model.set(name, [step]);
          expect(cache.get(name)).toEqual([step]);
        }
        expect(cache.size).toBeLessThanOrEqual(16);
      }
    }),
  );
  const cache = new WordCache(16);
  cache.set("kept", [1]);
  for (let index = 0; index < 100; index++) {
    cache.set(String(index), [index]);
    expect(cache.get("kept")).toEqual([1]);
  }
  expect(cache.get("0")).toBeUndefined();
});

test("does not keep long words", () => {
  const cache = new WordCache(16);
  cache.set("a".repeat(1000), [1]);
  expect(cache.size).toBe(0);
});
