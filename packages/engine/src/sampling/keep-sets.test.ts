import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Candidates } from "./candidates.ts";
import { minP } from "./min-p.ts";
import { topK } from "./top-k.ts";
import { topP } from "./top-p.ts";
import { typical } from "./typical.ts";

/** What float32 sums may be off from float64 ones. */
const SLACK = 1e-5;
/** Distinct logits, so that there is one right answer; sizes on both sides of every shortcut. */
const distinct = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(1024, 1025, 3000)),
    fc.nat(),
    fc.constantFrom(0.1, 1, 8),
  )
  .map(([size, seed, spread]) => {
    const permuted = Array.from({ length: size }, (_, i) => i).sort(
      (a, b) => Math.imul(a ^ seed, 2654435761) - Math.imul(b ^ seed, 2654435761) || a - b,
    );
    return Float32Array.from(permuted, (rank) => ((rank - size / 2) * spread) / Math.sqrt(size));
  });
const fraction = fc.double({ min: 0.001, max: 0.999, noNaN: true });
/** Whether the candidates come sorted from an earlier sampler. */
const presorted = fc.boolean();
const slow = { numRuns: 60 };

function load(logits: Float32Array, sorted: boolean): Candidates {
  const candidates = new Candidates(logits.length);
  candidates.load(logits);
  if (sorted) topK(candidates, logits.length);
  return candidates;
}

/** The kept tokens; fails unless each still has its logit. */
function kept(candidates: Candidates, logits: Float32Array): number[] {
  const ids = [...candidates.ids.subarray(0, candidates.size)];
  expect([...candidates.logits.subarray(0, candidates.size)]).toEqual(ids.map((id) => logits[id]!));
  return ids;
}

function probabilities(logits: Float32Array): number[] {
  const max = logits.reduce((a, b) => Math.max(a, b));
  const weights = Array.from(logits, (x) => Math.exp(x - max));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

/** How many of `order` it takes for their probabilities to reach `p`. */
function countUntil(order: readonly number[], p: number, of: readonly number[]): number {
  let sum = 0;
  const at = order.findIndex((id) => {
    sum += of[id]!;
    return sum >= p;
  });
  return at < 0 ? order.length : at + 1;
}

function expectPrefix(ids: number[], order: number[], p: number, of: readonly number[]): void {
  expect(ids).toEqual(order.slice(0, ids.length));
  expect(ids.length).toBeGreaterThanOrEqual(countUntil(order, p - SLACK, of));
  expect(ids.length).toBeLessThanOrEqual(countUntil(order, p + SLACK, of));
}

const byLogit = (logits: Float32Array) => [...logits.keys()].sort((a, b) => logits[b]! - logits[a]!);

describe("kept candidates are those of a straightforward implementation", () => {
  test("top-k", () => {
    fc.assert(
      fc.property(distinct, fc.integer({ min: -1, max: 4000 }), presorted, (logits, k, sorted) => {
        const candidates = load(logits, sorted);
        topK(candidates, k);
        const ids = kept(candidates, logits);
        if (k > 0) expect(ids).toEqual(byLogit(logits).slice(0, k));
        else expect(ids.length).toBe(logits.length);
      }),
      slow,
    );
  });

  test("top-p", () => {
    fc.assert(
      fc.property(distinct, fraction, presorted, (logits, p, sorted) => {
        const candidates = load(logits, sorted);
        topP(candidates, p);
        expectPrefix(kept(candidates, logits), byLogit(logits), p, probabilities(logits));
        expect(candidates.sorted).toBe(true);
      }),
      slow,
    );
  });

  test("min-p", () => {
    fc.assert(
      fc.property(distinct, fraction, presorted, (logits, p, sorted) => {
        const candidates = load(logits, sorted);
        const before = [...candidates.ids];
        minP(candidates, p);
        const of = probabilities(logits);
        const most = Math.max(...of);
        const ids = kept(candidates, logits);
        const borderline = (id: number) => Math.abs(of[id]! / most / p - 1) < SLACK;
        const expected = before.filter((id) => of[id]! >= p * most && !borderline(id));
        expect(ids.filter((id) => !borderline(id))).toEqual(expected);
      }),
      slow,
    );
  });

  test("typical-p", () => {
    fc.assert(
      fc.property(distinct, fraction, presorted, (logits, p, sorted) => {
        const candidates = load(logits, sorted);
        typical(candidates, p);
        const of = probabilities(logits);
        const entropy = -of.reduce((sum, x) => sum + (x > 0 ? x * Math.log(x) : 0), 0);
        const distance = of.map((x) => Math.abs(-Math.log(x) - entropy));
        const ids = kept(candidates, logits);
        const order = [...of.keys()].sort((a, b) => distance[a]! - distance[b]!);
        // Distances nearly equal may change places in float32, so the distances are compared, not the ids.
        const furthest = Math.max(...ids.map((id) => distance[id]!));
        expect(furthest - distance[order[ids.length - 1]!]!).toBeLessThan(1e-3);
        const sum = ids.reduce((total, id) => total + of[id]!, 0);
        const last = of[ids.at(-1)!]!;
        if (ids.length < logits.length) expect(sum).toBeGreaterThan(p - SLACK);
        expect(sum - last).toBeLessThan(p + SLACK);
      }),
      slow,
    );
  });
});

describe("edges", () => {
  const logits = Float32Array.from([0, 3, 1, 2]);
  const after = (act: (candidates: Candidates) => void) => {
    const candidates = load(logits, false);
    act(candidates);
    return kept(candidates, logits);
  };
  test("values that keep all", () => {
    for (const p of [1, 1.5]) {
      expect(after((c) => topP(c, p))).toEqual([0, 1, 2, 3]);
      expect(after((c) => typical(c, p))).toEqual([0, 1, 2, 3]);
    }
    for (const p of [0, -1]) expect(after((c) => minP(c, p))).toEqual([0, 1, 2, 3]);
    for (const k of [0, -1]) expect(after((c) => topK(c, k))).toEqual([0, 1, 2, 3]);
  });
  test("values that keep one", () => {
    for (const p of [0, -1]) expect(after((c) => topP(c, p))).toEqual([1]);
    for (const p of [1, 2]) expect(after((c) => minP(c, p))).toEqual([1]);
    expect(after((c) => typical(c, 0))).toHaveLength(1);
    expect(after((c) => topK(c, 1))).toEqual([1]);
  });
  test("typical-p leaves impossible tokens for last", () => {
    const masked = Float32Array.from([-Infinity, 1, -Infinity, 1]);
    const candidates = load(masked, false);
    typical(candidates, 0.99);
    expect(kept(candidates, masked).sort()).toEqual([1, 3]);
  });
});
