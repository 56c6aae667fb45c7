import { expect, test } from "bun:test";
import { undisturbed, watchOthers } from "./disturbance.ts";

test("own work is not taken for that of others, and a share is a share", () => {
  const share = watchOthers();
  const start = performance.now();
  while (performance.now() - start < 100);
  expect(share()).toBeGreaterThanOrEqual(0);
  expect(share()).toBeLessThanOrEqual(1);
});

test("a disturbed measurement is repeated, and the least disturbed one counts", async () => {
  const shares = [0.5, 0.2, 0.3];
  let asked = 0;
  expect(await undisturbed(async () => ({ others: shares[asked++]! }), { milliseconds: 0, attempts: 3 })).toEqual({
    others: 0.2,
  });
  expect(asked).toBe(3);
  expect(await undisturbed(async () => ({ others: 0.01, asked: ++asked }), { milliseconds: 0, attempts: 3 })).toEqual({
    others: 0.01,
    asked: 4,
  });
});
