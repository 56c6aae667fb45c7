import { describe, test } from "bun:test";
import fc from "fast-check";
import { bytesOf, chooseEvictions, defaultBudget, type Evictable } from "./eviction.ts";

const size = fc.integer({ min: 0, max: 100 });
const entry: fc.Arbitrary<Evictable> = fc.record({
  bytes: size,
  usedAt: fc.integer({ min: 0, max: 9 }),
  isInUse: fc.boolean(),
  isObsolete: fc.boolean(),
});
const scene = fc.record({
  entries: fc.array(entry, { maxLength: 12 }),
  budget: fc.integer({ min: 0, max: 600 }),
  needed: size,
  free: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(Number.POSITIVE_INFINITY)),
});

/** Checks a property of what goes and what is left, with `needed` counted if it stays. */
function holds(check: (scene: Scene) => boolean): void {
  fc.assert(
    fc.property(scene, ({ entries, budget, needed, free }) => {
      const { evicted, stays, fits } = chooseEvictions(entries, { budget, needed, free });
      const left = entries.filter((one) => !evicted.includes(one));
      const written = stays && fits ? needed : 0;
      return check({ entries, budget, needed, free, evicted, left, stays, fits, written });
    }),
    { numRuns: 2000 },
  );
}

interface Scene {
  readonly entries: readonly Evictable[];
  readonly budget: number;
  readonly needed: number;
  readonly free: number;
  readonly evicted: readonly Evictable[];
  readonly left: readonly Evictable[];
  readonly stays: boolean;
  readonly fits: boolean;
  /** Bytes that are written and stay. */
  readonly written: number;
}

describe("evictions", () => {
  test("leave no more than the budget, unless all that is left is in use", () =>
    holds(
      ({ left, written, budget }) =>
        bytesOf(left) + written <= budget || left.every((one) => one.isInUse || one.bytes === 0),
    ));

  test("spare what is in use", () => holds(({ evicted }) => !evicted.some((one) => one.isInUse)));

  test("take what is obsolete, then the least recently used first", () =>
    holds(({ evicted, left }) => {
      const order = evicted.map((one) => (one.isObsolete ? -1 : one.usedAt));
      const sorted = order.every((usedAt, i) => i === 0 || order[i - 1]! <= usedAt);
      const spared = left.filter((one) => !one.isInUse);
      const last = Math.max(-1, ...order);
      return sorted && spared.every((one) => !one.isObsolete && one.usedAt >= last);
    }));

  test("take no more than they must", () =>
    holds(({ entries, evicted, budget, free, needed, written, fits }) => {
      const last = evicted.findLast((one) => !one.isObsolete);
      if (last === undefined) return true;
      const freed = bytesOf(evicted) - last.bytes;
      return bytesOf(entries) - freed + written > budget || (fits && free + freed < needed);
    }));

  test("make the room on disk that they say they make", () =>
    holds(({ evicted, free, needed, fits, entries }) => {
      const unused = entries.filter((one) => !one.isInUse);
      return fits === free + bytesOf(unused) >= needed && (!fits || free + bytesOf(evicted) >= needed);
    }));

  test("let stay what the budget holds beside what is in use", () =>
    holds(({ entries, budget, needed, stays }) => {
      return stays === bytesOf(entries.filter((one) => one.isInUse)) + needed <= budget;
    }));
});

test("by default at most half of the free space is taken", () => {
  fc.assert(
    fc.property(fc.array(entry), fc.nat(1e15), (entries, disk) => {
      const budget = defaultBudget(disk - bytesOf(entries), entries);
      return budget <= disk / 2 && budget >= disk / 2 - 1;
    }),
  );
});
