// Checks ShortConv, GatedDelta and SelectiveScan of one library: arguments as block-linear.child.ts.
import { createHash } from "node:crypto";
import fc from "fast-check";
import type { Attribute } from "../graph/graph.ts";
import { randomNumbers } from "../weights/testing.ts";
import { useKernelLevel } from "./level.ts";
import { openKernelLibrary } from "./library.ts";
import { type Elements, type Input, runOperator } from "./run-operator.ts";

const [library, level] = [process.argv[2]!, process.argv[3]!];
useKernelLevel(level, openKernelLibrary(library));

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** An operator on one sequence. Inputs without a first dimension of rows are the same for all of them. */
interface Case {
  readonly op: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Shapes of the inputs before the state; those of `perRow` inputs are of one row. */
  readonly inputs: readonly { readonly shape: readonly number[]; readonly perRow: boolean }[];
  readonly state: readonly number[];
  /** Of one row. */
  readonly output: readonly number[];
  /** All rows in f64, from the inputs by row. */
  readonly reference: (x: (input: number, row: number) => Float32Array, rows: number) => number[];
}

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function shortConv(channels: number, taps: number, silu: boolean): Case {
  return {
    op: "ShortConv",
    attributes: { activation: silu ? "silu" : "" },
    inputs: [
      { shape: [channels], perRow: true },
      { shape: [channels, taps], perRow: false },
      { shape: [channels], perRow: false },
    ],
    state: [taps - 1, channels],
    output: [channels],
    reference: (x, rows) =>
      Array.from({ length: rows * channels }, (_, i) => {
        const [t, c] = [Math.floor(i / channels), i % channels];
        let sum = x(2, 0)[c]!;
        for (let j = 0; j < taps; j++) {
          if (t - taps + 1 + j >= 0) sum += x(1, 0)[c * taps + j]! * x(0, t - taps + 1 + j)[c]!;
        }
        return silu ? sum / (1 + Math.exp(-sum)) : sum;
      }),
  };
}

interface Delta {
  readonly keyHeads: number;
  readonly group: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly interleaved: boolean;
  readonly gates: boolean;
}

function gatedDelta({ keyHeads, group, keyDim, valueDim, interleaved, gates }: Delta): Case {
  const heads = keyHeads * group;
  const scale = 0.4;
  return {
    op: "GatedDelta",
    attributes: { scale: { float: scale }, repeat: interleaved ? "interleaved" : "tiled" },
    inputs: [[keyHeads, keyDim], [keyHeads, keyDim], [heads, valueDim], gates ? [heads, keyDim] : [heads], [heads]].map(
      (shape) => ({ shape, perRow: true }),
    ),
    state: [heads, keyDim, valueDim],
    output: [heads, valueDim],
    reference(x, rows) {
      const states = new Float64Array(heads * keyDim * valueDim);
      const out: number[] = [];
      for (let t = 0; t < rows; t++) {
        for (let h = 0; h < heads; h++) {
          const state = states.subarray(h * keyDim * valueDim, (h + 1) * keyDim * valueDim);
          const key = interleaved ? Math.floor(h / group) : h % keyHeads;
          const [q, k] = [x(0, t), x(1, t)].map((all) => all.subarray(key * keyDim, (key + 1) * keyDim));
          for (let i = 0; i < state.length; i++) {
            const g = gates ? x(3, t)[h * keyDim + Math.floor(i / valueDim)]! : x(3, t)[h]!;
            state[i]! *= Math.exp(g);
          }
          for (let c = 0; c < valueDim; c++) {
            const read = (weights: Float32Array) =>
              weights.reduce((sum, w, i) => sum + w * state[i * valueDim + c]!, 0);
            const delta = (x(2, t)[h * valueDim + c]! - read(k!)) * x(4, t)[h]!;
            for (let i = 0; i < keyDim; i++) state[i * valueDim + c]! += k![i]! * delta;
            out.push(scale * read(q!));
          }
        }
      }
      return out;
    },
  };
}

interface Scan {
  readonly groups: number;
  readonly headsPerGroup: number;
  readonly headDim: number;
  readonly state: number;
  readonly each: boolean;
}

function selectiveScan({ groups, headsPerGroup, headDim, state, each }: Scan): Case {
  const heads = groups * headsPerGroup;
  return {
    op: "SelectiveScan",
    attributes: {},
    inputs: [
      { shape: [heads, headDim], perRow: true },
      { shape: [heads], perRow: true },
      { shape: each ? [heads, state] : [heads], perRow: false },
      { shape: [groups, state], perRow: true },
      { shape: [groups, state], perRow: true },
      { shape: [heads], perRow: false },
      { shape: [heads], perRow: false },
    ],
    state: [heads, headDim, state],
    output: [heads, headDim],
    reference(x, rows) {
      const states = new Float64Array(heads * headDim * state);
      const out: number[] = [];
      for (let t = 0; t < rows; t++) {
        for (let i = 0; i < heads * headDim; i++) {
          const h = Math.floor(i / headDim);
          const group = Math.floor(h / headsPerGroup);
          const step = softplus(x(1, t)[h]! + x(6, 0)[h]!);
          let sum = 0;
          for (let n = 0; n < state; n++) {
            const a = x(2, 0)[each ? h * state + n : h]!;
            const at = i * state + n;
            states[at] = states[at]! * Math.exp(step * a) + x(3, t)[group * state + n]! * x(0, t)[i]! * step;
            sum += states[at]! * x(4, t)[group * state + n]!;
          }
          out.push(sum + x(5, 0)[h]! * x(0, t)[i]!);
        }
      }
      return out;
    },
  };
}

const size = (shape: readonly number[]) => shape.reduce((product, dim) => product * dim, 1);

/** Rows `[from, to)` behind `from` others, and the state that they leave. */
function run(c: Case, threads: number, inputs: readonly Float32Array[], from: number, to: number, state: Elements) {
  const rows = to - from;
  const parts: Input[] = c.inputs.map(({ shape, perRow }, i) =>
    perRow
      ? { shape: [1, rows, ...shape], values: inputs[i]!.slice(from * size(shape), to * size(shape)) }
      : { shape, values: inputs[i]! },
  );
  const past = { shape: [1, ...c.state], values: state };
  const seqlens = { shape: [1], values: Int32Array.of(to - 1) };
  const outputs = [{ shape: [1, rows, ...c.output] }, { shape: past.shape, inPlaceOf: parts.length }];
  return runOperator(library, threads, c.op, [...parts, past, seqlens], c.attributes, outputs) as [Elements, Elements];
}

const digest = createHash("sha256");
const bytes = (a: Elements) => Buffer.from(a.buffer, a.byteOffset, a.byteLength);
const dims = fc.constantFrom(1, 7, 16, 32, 40, 64, 100);

const anyCase = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 2, max: 5 }), fc.boolean()).map((c) => shortConv(...c)),
  fc
    .record({
      keyHeads: fc.integer({ min: 1, max: 3 }),
      group: fc.integer({ min: 1, max: 3 }),
      keyDim: dims,
      valueDim: dims,
      interleaved: fc.boolean(),
      gates: fc.boolean(),
    })
    .map(gatedDelta),
  fc
    .record({
      groups: fc.integer({ min: 1, max: 2 }),
      headsPerGroup: fc.integer({ min: 1, max: 3 }),
      headDim: dims,
      state: dims,
      each: fc.constant(false),
    })
    .map(selectiveScan),
  fc
    .record({
      groups: fc.constant(1),
      headsPerGroup: fc.integer({ min: 1, max: 70 }),
      headDim: fc.constant(1),
      state: fc.constantFrom(5, 16),
      each: fc.constant(true),
    })
    .map(selectiveScan),
);

fc.assert(
  fc.property(
    anyCase,
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 12 }),
    fc.nat(),
    (c, rows, cut, seed) => {
      const random = randomNumbers(seed);
      const inputs = c.inputs.map(({ shape, perRow }, i) => {
        // Decays and gates mostly below 1, or all overflows.
        const lift = (c.op === "GatedDelta" && i === 3) || (c.op === "SelectiveScan" && i === 2) ? -0.7 : 0;
        const spread = c.op === "GatedDelta" && i < 2 ? 2 / Math.sqrt(shape[1]!) : 2;
        return Float32Array.from({ length: (perRow ? rows : 1) * size(shape) }, () => spread * (random() - 0.5) + lift);
      });
      const garbage = new Float32Array(size(c.state)).fill(Number.NaN);
      const [whole, state] = run(c, 2, inputs, 0, rows, garbage);
      digest.update(bytes(whole)).update(bytes(state));
      const x = (i: number, row: number) => {
        const width = size(c.inputs[i]!.shape);
        return inputs[i]!.subarray(row * width, (row + 1) * width);
      };
      c.reference(x, rows).forEach((value, i) => {
        check(
          Math.abs(whole[i]! - value) <= 1e-4 * (1 + Math.abs(value)),
          `${c.op}: element ${i}: ${whole[i]} is not ${value}`,
        );
      });

      // In two chunks, on one thread: the same bits.
      const first = Math.min(cut, rows);
      const [head, between] = run(c, 1, inputs, 0, first, garbage);
      const [tail, last] = first < rows ? run(c, 1, inputs, first, rows, between) : [new Float32Array(0), between];
      check(Buffer.concat([bytes(head), bytes(tail)]).equals(bytes(whole)), `${c.op}: chunks differ`);
      check(bytes(last).equals(bytes(state)), `${c.op}: chunks leave another state`);
    },
  ),
  { numRuns: 60, seed: 1 },
);

console.log(digest.digest("hex"));
