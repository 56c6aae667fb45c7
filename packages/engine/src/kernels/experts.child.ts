// Checks ExpertLinear, Route and WeightedSum of one library: arguments as block-linear.child.ts.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { tensorTypeNamed } from "../gguf/tensor-types.ts";
import { pack, randomBlocks, randomNumbers, weightTypes } from "../weights/testing.ts";
import { useKernelLevel } from "./level.ts";
import { openKernelLibrary } from "./library.ts";
import { type Elements, runOperator } from "./run-operator.ts";

const [library, level] = [process.argv[2]!, process.argv[3]!];
useKernelLevel(level, openKernelLibrary(library));

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

const digest = createHash("sha256");
const bytes = (a: Elements) => Buffer.from(a.buffer, a.byteOffset, a.byteLength);

// A choice's product has the bits of BlockLinear's with that expert's matrix.
fc.assert(
  fc.property(
    fc.record({
      type: fc.constantFrom(...weightTypes),
      n: fc.constantFrom(5, 16, 40, 100),
      blocks: fc.integer({ min: 1, max: 3 }),
      tokens: fc.integer({ min: 1, max: 40 }),
      experts: fc.integer({ min: 1, max: 6 }),
      used: fc.integer({ min: 1, max: 4 }),
      own: fc.boolean(),
      gated: fc.boolean(),
      biased: fc.boolean(),
      seed: fc.nat(),
    }),
    ({ type, n, blocks, tokens, experts, used, own, gated, biased, seed }) => {
      const random = randomNumbers(seed);
      const { id, blockSize } = tensorTypeNamed(type);
      const k = blockSize === 1 ? 9 * blocks : Math.max(32, blockSize) * blocks;
      const matrices = Array.from({ length: experts }, (_, e) =>
        pack(type, randomBlocks(type, (n * k) / blockSize, seed + e), n, k),
      );
      const numbers = (length: number) => Float32Array.from({ length }, () => 4 * (random() - 0.5));
      const bias = numbers(experts * n);
      const width = gated ? 2 * k : k;
      const x = {
        shape: own ? [1, tokens, used, width] : [1, tokens, width],
        values: numbers(tokens * (own ? used : 1) * width),
      };
      const ids = Int32Array.from({ length: tokens * used }, () => Math.floor(random() ** 2 * experts));
      const attributes = { K: k, N: n, type: id, activation: gated ? "silu" : "" };
      const weights = Buffer.concat(matrices);
      const products = (threads: number) =>
        runOperator(
          library,
          threads,
          "ExpertLinear",
          [
            x,
            { shape: [weights.length], values: weights },
            { shape: [1, tokens, used], values: ids },
            biased ? { shape: [experts, n], values: bias } : undefined,
          ],
          { ...attributes, experts },
          [{ shape: [1, tokens, used, n] }],
        )[0]!;
      const y = products(2);
      digest.update(bytes(y));
      check(bytes(products(1)).equals(bytes(y)), "two threads give other results than one");
      const rows = x.values.length / width;
      matrices.forEach((values, e) => {
        const [all] = runOperator(
          library,
          1,
          "BlockLinear",
          [
            { shape: [rows, width], values: x.values },
            { shape: [values.length], values },
            biased ? { shape: [n], values: bias.slice(e * n, (e + 1) * n) } : undefined,
          ],
          attributes,
          [{ shape: [rows, n] }],
        );
        ids.forEach((expert, i) => {
          if (expert !== e) return;
          const row = own ? i : Math.floor(i / used);
          const same = bytes(y.subarray(i * n, (i + 1) * n)).equals(bytes(all!.subarray(row * n, (row + 1) * n)));
          check(same, `${type}: choice ${i} of expert ${e} is not BlockLinear's product`);
        });
      });
    },
  ),
  { numRuns: 60, seed: 1 },
);

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function softmax(x: readonly number[]): number[] {
  const most = Math.max(...x);
  const e = x.map((value) => Math.exp(value - most));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((value) => value / sum);
}

const gatings: Readonly<Record<string, { before?: typeof softmax; after?: typeof softmax }>> = {
  softmax: { before: softmax },
  sigmoid: { before: (x) => x.map(sigmoid) },
  sqrt_softplus: { before: (x) => x.map((value) => Math.sqrt(softplus(value))) },
  softmax_after: { after: softmax },
  sigmoid_after: { after: (x) => x.map(sigmoid) },
};

/** Indices of the `count` largest, the lower one first among equals. */
function largest(x: readonly number[], count: number): number[] {
  return [...x.keys()].sort((a, b) => x[b]! - x[a]! || a - b).slice(0, count);
}

interface Routing {
  readonly gating: string;
  readonly groups: number;
  readonly groupsUsed: number;
  readonly groupSize: number;
  readonly used: number;
  readonly normalise: boolean;
  readonly biased: boolean;
}

function choose(r: Routing, logits: readonly number[], bias: readonly number[]) {
  const { before, after } = gatings[r.gating]!;
  const p = before ? before(logits) : logits;
  let scores = p.map((value, i) => value + (r.biased ? bias[i]! : 0));
  const groupOf = (i: number) => Math.floor(i / r.groupSize);
  const best = Array.from({ length: r.groups }, (_, g) => {
    const own = scores.filter((_, i) => groupOf(i) === g);
    return largest(own, 2).reduce((sum, i) => sum + own[i]!, 0);
  });
  const kept = largest(best, r.groupsUsed);
  if (r.groups > 1) scores = scores.map((score, i) => (kept.includes(groupOf(i)) ? score : Number.NEGATIVE_INFINITY));
  const ids = largest(scores, r.used);
  let weights = ids.map((i) => p[i]!);
  if (after) weights = after(weights);
  const sum = weights.reduce((a, b) => a + b, 0);
  if (r.normalise) weights = weights.map((w) => w / Math.max(sum, 2 ** -14));
  return { ids, weights };
}

fc.assert(
  fc.property(
    fc.record({
      gating: fc.constantFrom(...Object.keys(gatings)),
      groups: fc.constantFrom(1, 1, 2, 4),
      groupsUsed: fc.integer({ min: 1, max: 4 }),
      groupSize: fc.constantFrom(2, 5, 16, 33),
      used: fc.integer({ min: 1, max: 8 }),
      normalise: fc.boolean(),
      biased: fc.boolean(),
      equal: fc.boolean(),
      tokens: fc.integer({ min: 1, max: 5 }),
      seed: fc.nat(),
    }),
    ({ equal, tokens, seed, ...rest }) => {
      const random = randomNumbers(seed);
      const experts = rest.groups * rest.groupSize;
      const groupsUsed = Math.min(rest.groupsUsed, rest.groups);
      const r: Routing = { ...rest, groupsUsed, used: Math.min(rest.used, groupsUsed * rest.groupSize) };
      // Far enough from each other for f32 and f64 to agree on their order, or many of them equal.
      const logits = Float32Array.from({ length: tokens * experts }, () =>
        equal ? Math.floor(3 * random()) : 8 * random() - 4,
      );
      const bias = Float32Array.from({ length: experts }, () => (equal ? 0 : random() - 0.5));
      const scale = 1.5;
      const [ids, weights] = runOperator(
        library,
        1,
        "Route",
        [{ shape: [tokens, experts], values: logits }, r.biased ? { shape: [experts], values: bias } : undefined],
        {
          used: r.used,
          gating: r.gating,
          groups: r.groups,
          groups_used: r.groupsUsed,
          normalise: r.normalise ? 1 : 0,
          scale: { float: scale },
        },
        [{ shape: [tokens, r.used], type: "int32" }, { shape: [tokens, r.used] }],
      );
      digest.update(bytes(ids!)).update(bytes(weights!));
      for (let t = 0; t < tokens; t++) {
        const expected = choose(r, [...logits.subarray(t * experts, (t + 1) * experts)], [...bias]);
        const got = [...ids!.subarray(t * r.used, (t + 1) * r.used)];
        check(`${got}` === `${expected.ids}`, `${r.gating}: experts ${got} are not ${expected.ids}`);
        expected.weights.forEach((w, i) => {
          const value = weights![t * r.used + i]!;
          check(Math.abs(value - scale * w) <= 1e-5 * (1 + Math.abs(w)), `${r.gating}: ${value} is not ${scale * w}`);
        });
      }
    },
  ),
  { numRuns: 150, seed: 1 },
);

fc.assert(
  fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70 }), fc.nat(), (used, n, seed) => {
    const random = randomNumbers(seed);
    const tokens = 3;
    const y = Float32Array.from({ length: tokens * used * n }, () => random() - 0.5);
    const weights = Float32Array.from({ length: tokens * used }, random);
    const [sums] = runOperator(
      library,
      2,
      "WeightedSum",
      [
        { shape: [tokens, used, n], values: y },
        { shape: [tokens, used], values: weights },
      ],
      {},
      [{ shape: [tokens, n] }],
    );
    digest.update(bytes(sums!));
    sums!.forEach((sum, i) => {
      const [t, column] = [Math.floor(i / n), i % n];
      let expected = 0;
      for (let j = 0; j < used; j++) expected += weights[t * used + j]! * y[(t * used + j) * n + column]!;
      check(Math.abs(sum - expected) < 1e-5, `sum ${i}: ${sum} is not ${expected}`);
    });
  }),
  { numRuns: 20, seed: 1 },
);

console.log(digest.digest("hex"));
