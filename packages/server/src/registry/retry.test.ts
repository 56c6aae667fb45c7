import { expect, test } from "bun:test";
import { RegistryError } from "./registry-error.ts";
import { parseRetryAfter, pauseAfter, withRetries } from "./retry.ts";
import { defaultTiming } from "./timing.ts";

const quick = { ...defaultTiming, pause: 1 };
const never = new AbortController().signal;
const passing = new RegistryError("busy", { status: 503, isPassing: true });

test.each([
  ["7", 7000],
  ["0", 0],
  ["Tue, 01 Dec 2026 12:00:05 GMT", 5000],
  ["Tue, 01 Dec 2026 11:00:00 GMT", 0],
  ["soon", undefined],
  [null, undefined],
])("Retry-After %s", (header, pause) => {
  expect(parseRetryAfter(header, Date.parse("Tue, 01 Dec 2026 12:00:00 GMT"))).toBe(pause);
});

test("pauses double around their mean, and have an end", () => {
  for (const failures of [1, 2, 5, 30]) {
    const mean = Math.min(1000 * 2 ** (failures - 1), 60_000);
    const pause = pauseAfter(passing, failures, defaultTiming);
    expect(pause).toBeGreaterThanOrEqual(mean / 2);
    expect(pause).toBeLessThanOrEqual(Math.min(mean * 1.5, 60_000));
  }
  expect(pauseAfter(new RegistryError("", { retryAfter: 5 }), 9, defaultTiming)).toBe(5);
  expect(pauseAfter(new RegistryError("", { retryAfter: 1e9 }), 1, defaultTiming)).toBe(60_000);
});

test("what passes is tried again, so many times, what doesn't is not", async () => {
  let calls = 0;
  const failing = (error: unknown, until: number) => async () => {
    if (++calls < until) throw error;
    return calls;
  };
  expect(await withRetries(quick, never, failing(passing, 3))).toBe(3);
  calls = 0;
  await expect(withRetries(quick, never, failing(passing, 99))).rejects.toBe(passing);
  expect(calls).toBe(quick.tries);
  calls = 0;
  const silent = new RegistryError("no answer", { isPassing: true });
  await expect(withRetries(quick, never, failing(silent, 99))).rejects.toBe(silent);
  expect(calls).toBe(3);
  calls = 0;
  await expect(withRetries(quick, never, failing(new RegistryError("gone"), 99))).rejects.toThrow("gone");
  expect(calls).toBe(1);
});

test("a signal ends a pause", async () => {
  const controller = new AbortController();
  const work = withRetries(defaultTiming, controller.signal, () => Promise.reject(passing));
  setTimeout(() => controller.abort(), 20);
  await expect(work).rejects.toThrow("abort");
});
