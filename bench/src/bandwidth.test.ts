import { expect, test } from "bun:test";
import { measureBandwidth } from "./bandwidth.ts";

test("memory is read at a speed that is neither a disk's nor a cache's of every core", async () => {
  const { readers, bytesPerSecond } = await measureBandwidth(2, { milliseconds: 0, attempts: 1 });
  expect(readers).toBe(2);
  expect(bytesPerSecond).toBeGreaterThan(1e8);
  expect(bytesPerSecond).toBeLessThan(1e12);
});
