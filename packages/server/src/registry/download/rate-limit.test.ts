import { expect, test } from "bun:test";
import { RateLimit } from "./rate-limit.ts";

const never = new AbortController().signal;

test("transfers together wait for their bytes", async () => {
  const limit = new RateLimit(10_000);
  const start = performance.now();
  await Promise.all(Array.from({ length: 4 }, () => limit.take(500, never)));
  expect(performance.now() - start).toBeGreaterThan(180);
});

test("a wait ends with its transfer, and no limit makes none", async () => {
  const controller = new AbortController();
  const waiting = new RateLimit(1).take(1e6, controller.signal);
  controller.abort();
  await expect(waiting).rejects.toThrow("abort");
  for (const none of [undefined, 0]) await new RateLimit(none).take(1e15, never);
});
