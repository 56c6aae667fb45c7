// Checks Attention of one library: arguments as block-linear.child.ts.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { randomNumbers } from "../weights/testing.ts";
import { AttentionLayer, type AttentionSizes, type Rows } from "./attention-layer.ts";
import { referenceAttention } from "./attention-reference.ts";
import { useKernelLevel } from "./level.ts";
import { openKernelLibrary } from "./library.ts";

const [library, level] = [process.argv[2]!, process.argv[3]!];
useKernelLevel(level, openKernelLibrary(library));

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

const digest = createHash("sha256");

const visibility = fc.oneof(
  fc.constant({ window: 0, isChunked: false }),
  fc.record({ window: fc.integer({ min: 1, max: 80 }), isChunked: fc.boolean() }),
);
const attentionCase = fc.record({
  kvHeads: fc.constantFrom(1, 2, 3),
  group: fc.constantFrom(1, 2, 7),
  keyDim: fc.constantFrom(8, 20, 64, 80, 128),
  otherValueDim: fc.constantFrom(undefined, 16, 36, 100),
  isInterleaved: fc.boolean(),
  isStacked: fc.boolean(),
  rotates: fc.boolean(),
  visibility,
  softcap: fc.constantFrom(0, 0, 2),
  hasSinks: fc.boolean(),
  rows: fc.integer({ min: 1, max: 70 }),
  seed: fc.nat(),
});

fc.assert(
  fc.property(attentionCase, fc.integer({ min: 1, max: 69 }), (c, cut) => {
    const { rows, kvHeads, keyDim, group, rotates } = c;
    const ropeDim = rotates ? (keyDim === 80 ? 48 : keyDim) : 0;
    const valueDim = c.otherValueDim ?? keyDim;
    const random = randomNumbers(c.seed);
    const heads = kvHeads * group;
    const sinks = c.hasSinks ? Float32Array.from({ length: heads }, () => 4 * (random() - 0.5)) : undefined;
    const s: AttentionSizes = { ...c, ...c.visibility, heads, valueDim, ropeDim, sinks, scale: 0.3, capacity: 70 };
    const values = (width: number) => Float32Array.from({ length: rows * width }, () => 2 * (random() + random() - 1));
    const widths = [heads * keyDim, kvHeads * keyDim, kvHeads * valueDim] as const;
    const all: Rows = { q: values(widths[0]), k: values(widths[1]), v: values(widths[2]) };
    const slice = (from: number, to: number): Rows => ({
      q: all.q.slice(from * widths[0], to * widths[0]),
      k: all.k.slice(from * widths[1], to * widths[1]),
      v: all.v.slice(from * widths[2], to * widths[2]),
    });

    using layer = new AttentionLayer(library, s, 1, 2);
    const whole = layer.run(rows, [0], all);
    digest.update(whole);
    referenceAttention(s, rows, all).forEach((value, i) => {
      check(Math.abs(whole[i]! - value) < 1e-4, `element ${i}: ${whole[i]} is not ${value}`);
    });

    // In two chunks, on one thread: the same bits.
    using other = new AttentionLayer(library, s, 1, 1);
    const first = Math.min(cut, rows);
    const parts = [other.run(first, [0], slice(0, first))];
    if (first < rows) parts.push(other.run(rows - first, [first], slice(first, rows)));
    check(Buffer.concat(parts.map(bytes)).equals(bytes(whole)), `chunks of ${first} and ${rows - first} rows differ`);

    // Row by row, in a cache that has room for little more than the window and moves along: the same bits.
    const room = Math.min(s.capacity, s.window ? Math.ceil(s.window / 16) * 16 + 16 : s.capacity);
    using moving = new AttentionLayer(library, { ...s, capacity: room }, 1, 1);
    const steps = Array.from({ length: rows }, (_, r) => moving.run(1, [r], slice(r, r + 1)));
    check(
      Buffer.concat(steps.map(bytes)).equals(bytes(whole)),
      `a cache of ${room} for a window of ${s.window} differs`,
    );

    // The last row as one of three sequences in a batch, the others at different lengths: the same bits.
    using batch = new AttentionLayer(library, s, 3, 2);
    const lengths = [rows - 1, 0, Math.min(3, rows - 1)];
    for (let r = 0; r < rows - 1; r++) {
      // Those that are long enough have no row here.
      const past = lengths.map((length) => (r < length ? r : undefined));
      const out = batch.run(1, past, tripled(slice(r, r + 1)));
      const width = out.length / 3;
      past.forEach((p, b) => {
        const row = out.subarray(b * width, (b + 1) * width);
        if (p === undefined)
          check(
            row.every((value) => value === 0),
            "a sequence without a row has an output",
          );
      });
    }
    const step = batch.run(1, lengths, tripled(slice(rows - 1, rows)));
    const width = heads * valueDim;
    check(bytes(step.slice(0, width)).equals(bytes(whole.slice(-width))), "the last row differs in a batch");

    // The queries again, over the keys that are there: the same bits.
    const shared = layer.runShared(rows, [0], all.q);
    check(bytes(shared).equals(bytes(whole)), "a layer that shares the cache differs");
  }),
  { numRuns: 40, seed: 1 },
);

function tripled({ q, k, v }: Rows): Rows {
  const thrice = (x: Float32Array) => Float32Array.from({ length: 3 * x.length }, (_, i) => x[i % x.length]!);
  return { q: thrice(q), k: thrice(k), v: thrice(v) };
}

function bytes(a: Float32Array): Buffer {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength);
}

// Rows outside the cache are an error, not a write into foreign memory.
const small: AttentionSizes = {
  heads: 1,
  kvHeads: 1,
  keyDim: 8,
  valueDim: 8,
  ropeDim: 8,
  capacity: 4,
  isInterleaved: false,
  isStacked: true,
  window: 0,
  isChunked: false,
  softcap: 0,
  scale: 1,
  sinks: undefined,
};
using layer = new AttentionLayer(library, small, 1, 1);
const row = new Float32Array(8);
const two = new Float32Array(16);
for (const [rows, past, x] of [
  [1, 4, row],
  [2, -1, two],
] as const) {
  let message = "";
  try {
    layer.run(rows, [past], { q: x, k: x, v: x });
  } catch (error) {
    message = String(error);
  }
  check(message.includes("outside the cache"), `past ${past} gave "${message}"`);
}

console.log(digest.digest("hex"));
