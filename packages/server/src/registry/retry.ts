import { setTimeout as delay } from "node:timers/promises";
import { RegistryError } from "./registry-error.ts";
import type { Timing } from "./timing.ts";

/** Requests that got no answer at all: each may have waited long. */
const triesOfSilent = 3;

/** Milliseconds to wait after so many failures: what the other side asked for, or a doubling time, spread by chance. */
export function pauseAfter(error: unknown, failures: number, { pause, longestPause }: Timing): number {
  const asked = error instanceof RegistryError ? error.retryAfter : undefined;
  const own = pause * 2 ** (failures - 1) * (0.5 + Math.random());
  return Math.min(asked ?? own, longestPause);
}

/** Whether a failure may pass by itself. */
export function isPassing(error: unknown): boolean {
  return error instanceof RegistryError && error.isPassing;
}

/** Tries again what failed for a reason that may pass; where nobody answers, it does not wait for somebody. Throws the last failure, or the signal's reason. */
export async function withRetries<Result>(
  timing: Timing,
  signal: AbortSignal,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      const isUnreachable = error instanceof RegistryError && error.isUnreachable;
      const isSilent = error instanceof RegistryError && error.status === undefined;
      if (!isPassing(error) || isUnreachable || failures >= (isSilent ? triesOfSilent : timing.tries)) throw error;
      await delay(pauseAfter(error, failures, timing), undefined, { signal });
    }
  }
}

/** Milliseconds that a `Retry-After` header asks for, in seconds or as a date; undefined if there is none. */
export function parseRetryAfter(header: string | null, now: number = Date.now()): number | undefined {
  if (header === null) return undefined;
  const time = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(time) ? Math.max(0, time) : undefined;
}
