// Checks Attention of one library: arguments as block-linear.child.ts.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { Graph } from "../graph/graph.ts";
import { NativeBuffer } from "../ort/memory.ts";
import { OrtTensor } from "../ort/tensor.ts";
import { randomNumbers } from "../weights/testing.ts";
import { useKernelLevel } from "./level.ts";
import { openKernelLibrary } from "./library.ts";
import { Filled, openSession } from "./testing.ts";

const [library, level] = [process.argv[2]!, process.argv[3]!];
useKernelLevel(level, openKernelLibrary(library));

interface Sizes {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly ropeDim: number;
  readonly capacity: number;
  readonly interleaved: boolean;
  /** Whether q, k and v come as one input. */
  readonly stacked: boolean;
}

const scale = 0.3;

/** A cache of one layer and the operator on it. */
class Layer implements Disposable {
  readonly #s: Sizes;
  readonly #batch: number;
  readonly #session: ReturnType<typeof openSession>;
  readonly #cache: Filled[];
  readonly #tables: Filled[];
  readonly #seqlens: NativeBuffer;

  constructor(s: Sizes, batch: number, threads: number) {
    this.#s = s;
    this.#batch = batch;
    const { heads, kvHeads, headDim, ropeDim, capacity } = s;
    const g = new Graph("weights.data");
    const parts = (s.stacked ? ["q"] : ["q", "k", "v"]).map((name) =>
      g.input(name, "float32", ["batch", "rows", name]),
    );
    const past = ["past_key", "past_value"].map((name) =>
      g.input(name, "float32", ["batch", kvHeads, capacity, headDim]),
    );
    const seqlens = g.input("seqlens_k", "int32", ["batch"]);
    const tables = ["cos", "sin"].map((name) => g.input(name, "float32", [capacity, ropeDim / 2]));
    const qkv = s.stacked ? [...parts, undefined, undefined] : parts;
    const attributes = { heads, kv_heads: kvHeads, interleaved: s.interleaved ? 1 : 0, scale: { float: scale } };
    const outputs = ["output", "present_key", "present_value"];
    for (const value of g.node("Attention", [...qkv, ...past, seqlens, ...tables], attributes, outputs)) {
      g.output(
        value.name,
        value,
        "float32",
        value.name === "output" ? ["batch", "rows", "width"] : ["b", "h", "c", "d"],
      );
    }
    this.#session = openSession(library, threads, g);
    const size = batch * kvHeads * capacity * headDim;
    this.#cache = [0, 1].map(() => new Filled([batch, kvHeads, capacity, headDim], new Float32Array(size)));
    this.#tables = [Math.cos, Math.sin].map(
      (f) =>
        new Filled(
          [capacity, ropeDim / 2],
          Float32Array.from({ length: (capacity * ropeDim) / 2 }, (_, i) =>
            f(angle(s, Math.floor((2 * i) / ropeDim), i % (ropeDim / 2))),
          ),
        ),
    );
    this.#seqlens = new NativeBuffer(4 * batch);
  }

  /** Appends rows behind `past[b]` rows of each sequence; q, k and v are `[batch, rows, heads · headDim]`. */
  run(rows: number, past: readonly number[], q: Float32Array, k: Float32Array, v: Float32Array): Float32Array {
    const { heads, kvHeads, headDim } = this.#s;
    past.forEach((p, b) => {
      this.#seqlens.int32(0, past.length)[b] = p + rows - 1;
    });
    using seqlens = new OrtTensor("int32", [this.#batch], this.#seqlens.address);
    const widths = [heads * headDim, kvHeads * headDim, kvHeads * headDim];
    const all = [q, k, v];
    const parts = this.#s.stacked
      ? [new Filled([this.#batch, rows, widths[0]! + 2 * widths[1]!], interleaveRows(all, widths, this.#batch * rows))]
      : all.map((values, i) => new Filled([this.#batch, rows, widths[i]!], values));
    using out = new Filled([this.#batch, rows, widths[0]!], new Float32Array(q.length));
    const names = ["past_key", "past_value", "seqlens_k", "cos", "sin"];
    const cache = this.#cache.map((filled) => filled.tensor.handle);
    this.#session.value
      .bind([...(this.#s.stacked ? ["q"] : ["q", "k", "v"]), ...names], ["output", "present_key", "present_value"])
      .run(
        [
          ...parts.map((p) => p.tensor.handle),
          ...cache,
          seqlens.handle,
          ...this.#tables.map((table) => table.tensor.handle),
        ],
        [out.tensor.handle, ...cache],
      );
    for (const part of parts) part[Symbol.dispose]();
    return out.read();
  }

  [Symbol.dispose](): void {
    this.#session[Symbol.dispose]();
    for (const filled of [...this.#cache, ...this.#tables]) filled[Symbol.dispose]();
    this.#seqlens[Symbol.dispose]();
  }
}

function angle(s: Sizes, position: number, t: number): number {
  return position * 100 ** ((-2 * t) / s.ropeDim);
}

function interleaveRows(parts: readonly Float32Array[], widths: readonly number[], rows: number): Float32Array {
  const total = widths.reduce((sum, width) => sum + width, 0);
  const out = new Float32Array(rows * total);
  for (let r = 0; r < rows; r++) {
    let at = r * total;
    parts.forEach((part, i) => {
      out.set(part.subarray(r * widths[i]!, (r + 1) * widths[i]!), at);
      at += widths[i]!;
    });
  }
  return out;
}

/** One head of row `position`, rotated in f64. */
function rotated(s: Sizes, x: Float32Array, at: number, position: number): number[] {
  const y = [...x.subarray(at, at + s.headDim)];
  for (let t = 0; t < s.ropeDim / 2; t++) {
    const [i, j] = s.interleaved ? [2 * t, 2 * t + 1] : [t, t + s.ropeDim / 2];
    const [a, b, theta] = [y[i]!, y[j]!, angle(s, position, t)];
    y[i] = a * Math.cos(theta) - b * Math.sin(theta);
    y[j] = a * Math.sin(theta) + b * Math.cos(theta);
  }
  return y;
}

/** Attention of every row of one sequence without a past, in f64. */
function reference(s: Sizes, rows: number, q: Float32Array, k: Float32Array, v: Float32Array): number[] {
  const { heads, kvHeads, headDim } = s;
  const out: number[] = [];
  for (let r = 0; r < rows; r++) {
    for (let h = 0; h < heads; h++) {
      const kv = Math.floor(h / (heads / kvHeads));
      const x = rotated(s, q, (r * heads + h) * headDim, r);
      const scores = Array.from({ length: r + 1 }, (_, j) => {
        const y = rotated(s, k, (j * kvHeads + kv) * headDim, j);
        return scale * x.reduce((sum, value, d) => sum + value * y[d]!, 0);
      });
      const most = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - most));
      const total = weights.reduce((sum, w) => sum + w, 0);
      for (let d = 0; d < headDim; d++) {
        out.push(weights.reduce((sum, w, j) => sum + w * v[(j * kvHeads + kv) * headDim + d]!, 0) / total);
      }
    }
  }
  return out;
}

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

const digest = createHash("sha256");
const attentionCase = fc.record({
  kvHeads: fc.constantFrom(1, 2, 3),
  group: fc.constantFrom(1, 2, 7),
  headDim: fc.constantFrom(8, 20, 64, 80, 128),
  interleaved: fc.boolean(),
  stacked: fc.boolean(),
  rows: fc.integer({ min: 1, max: 70 }),
  seed: fc.nat(),
});

fc.assert(
  fc.property(
    attentionCase,
    fc.integer({ min: 1, max: 69 }),
    ({ kvHeads, group, headDim, rows, seed, ...rest }, cut) => {
      const ropeDim = headDim === 80 ? 48 : headDim;
      const s: Sizes = { ...rest, kvHeads, heads: kvHeads * group, headDim, ropeDim, capacity: 70 };
      const random = randomNumbers(seed);
      const values = (width: number) =>
        Float32Array.from({ length: rows * width }, () => 2 * (random() + random() - 1));
      const widths = [s.heads * headDim, kvHeads * headDim, kvHeads * headDim];
      const [q, k, v] = widths.map(values) as [Float32Array, Float32Array, Float32Array];

      using layer = new Layer(s, 1, 2);
      const whole = layer.run(rows, [0], q, k, v);
      digest.update(whole);
      reference(s, rows, q, k, v).forEach((value, i) => {
        check(Math.abs(whole[i]! - value) < 1e-4, `element ${i}: ${whole[i]} is not ${value}`);
      });

      // In two chunks, on one thread: the same bits.
      using other = new Layer(s, 1, 1);
      const first = Math.min(cut, rows);
      const slice = (from: number, to: number) =>
        [q, k, v].map((x, i) => x.slice(from * widths[i]!, to * widths[i]!)) as [
          Float32Array,
          Float32Array,
          Float32Array,
        ];
      const parts = [other.run(first, [0], ...slice(0, first))];
      if (first < rows) parts.push(other.run(rows - first, [first], ...slice(first, rows)));
      check(Buffer.concat(parts.map(bytes)).equals(bytes(whole)), `chunks of ${first} and ${rows - first} rows differ`);

      // The last row as one of three sequences in a batch, the others at different lengths: the same bits.
      using batch = new Layer(s, 3, 2);
      const lengths = [rows - 1, 0, Math.min(3, rows - 1)];
      for (let r = 0; r < rows - 1; r++) {
        const rowsOf = slice(r, r + 1).map((x) => tripled(x));
        batch.run(
          1,
          lengths.map((length) => Math.min(length, r)),
          rowsOf[0]!,
          rowsOf[1]!,
          rowsOf[2]!,
        );
      }
      const last = slice(rows - 1, rows).map((x) => tripled(x));
      const step = batch.run(1, lengths, last[0]!, last[1]!, last[2]!);
      check(
        Buffer.compare(bytes(step.slice(0, widths[0]!)), bytes(whole.slice(-widths[0]!))) === 0,
        "the last row differs in a batch",
      );
    },
  ),
  { numRuns: 15, seed: 1 },
);

function tripled(x: Float32Array): Float32Array {
  return Float32Array.from({ length: 3 * x.length }, (_, i) => x[i % x.length]!);
}

function bytes(a: Float32Array): Buffer {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength);
}

// Rows outside the cache are an error, not a write into foreign memory.
const small: Sizes = { heads: 1, kvHeads: 1, headDim: 8, ropeDim: 8, capacity: 4, interleaved: false, stacked: true };
using layer = new Layer(small, 1, 1);
const row = new Float32Array(8);
for (const past of [4, -1]) {
  let message = "";
  try {
    layer.run(1, [past], row, row, row);
  } catch (error) {
    message = String(error);
  }
  check(message.includes("outside the cache"), `past ${past} gave "${message}"`);
}

console.log(digest.digest("hex"));
