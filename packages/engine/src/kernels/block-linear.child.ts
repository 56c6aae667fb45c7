// Checks BlockLinear of one library at one level and prints a digest of its results, which must not depend on the level.
// Arguments: library, name of the level. A crash ends this process only.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { tensorTypeNamed } from "../gguf/tensor-types.ts";
import { dequantize, randomBlocks, randomNumbers, weightTypes } from "../weights/testing.ts";
import { useKernelLevel } from "./level.ts";
import { openKernelLibrary } from "./library.ts";
import { gatedActivation } from "./reference-activations.ts";
import { type LinearCase, runLinear } from "./testing.ts";

const [library, level] = [process.argv[2]!, process.argv[3]!];
useKernelLevel(level, openKernelLibrary(library));

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** Rows of int8 activations and their f32 scales, by the definition in native/kernels/activations.h. */
function quantize(x: Float64Array): { q: number[]; d: number } {
  const max = x.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  if (max < 2 ** -100) return { q: Array(x.length).fill(0), d: 0 };
  return {
    q: [...x].map((v) => Math.round((v * 127) / max)),
    d: x.length === 32 ? Math.f16round(max / 127) : max / 127,
  };
}

interface Sum {
  value: number;
  /** Of the absolute terms: what rounding errors are relative to. */
  size: number;
  /** Of one unit of activation in each block: what a tie rounded the other way changes. */
  unit: number;
}

function expected(c: LinearCase, weights: Float32Array, x: Float64Array, column: number): Sum {
  const sum: Sum = { value: c.bias?.[column] ?? 0, size: Math.abs(c.bias?.[column] ?? 0), unit: 0 };
  const { blockSize } = tensorTypeNamed(c.type);
  if (blockSize === 1) {
    for (let i = 0; i < c.k; i++) {
      sum.value += weights[column * c.k + i]! * x[i]!;
      sum.size += Math.abs(weights[column * c.k + i]! * x[i]!);
    }
    return sum;
  }
  // As llama.cpp does: activations share a scale by 256 where weights have blocks of 256, else by 32.
  const step = blockSize === 256 ? 256 : 32;
  for (let b = 0; b < c.k; b += step) {
    const { q, d } = quantize(x.subarray(b, b + step));
    for (let i = 0; i < step; i++) {
      const w = weights[column * c.k + b + i]!;
      sum.value += w * q[i]! * d;
      sum.size += Math.abs(w * q[i]! * d);
      sum.unit = Math.max(sum.unit, Math.abs(w * d));
    }
  }
  return sum;
}

const digest = createHash("sha256");

const linearCase = fc.record({
  type: fc.constantFrom(...weightTypes),
  n: fc.constantFrom(1, 15, 16, 17, 33, 160, 271),
  /** In blocks, of 32 at least. */
  blocks: fc.constantFrom(1, 2, 3, 5, 9, 28, 33),
  rows: fc.integer({ min: 1, max: 70 }),
  activation: fc.constantFrom("", "", "silu", "silu", "gelu", "relu2", "swiglu_oai"),
  biased: fc.boolean(),
  seed: fc.nat(),
});

interface Parameters extends Pick<LinearCase, "type" | "n" | "activation"> {
  readonly blocks: number;
  readonly rows: number;
  readonly seed: number;
  readonly biased: boolean;
}

function build({ type, n, blocks, activation, biased, seed, rows }: Parameters) {
  const random = randomNumbers(seed + 1);
  const bias = biased ? Float32Array.from({ length: n }, () => random() - 0.5) : undefined;
  const { blockSize } = tensorTypeNamed(type);
  // Floats have rows of any length.
  const k = blockSize === 1 ? 7 * blocks : Math.max(32, blockSize) * blocks;
  const c: LinearCase = { type, n, k, activation, blocks: randomBlocks(type, (n * k) / blockSize, seed), bias };
  const x = Float32Array.from({ length: rows * k * (activation ? 2 : 1) }, () => 4 * (random() + random() - 1));
  // A block of zeros, and one that is almost zero.
  x.fill(0, 0, 32);
  if (k > 32) x.fill(1e-38, 32, 64);
  return { c, x };
}

// Against f64 arithmetic over the same integers.
fc.assert(
  fc.property(linearCase, (params) => {
    const { c, x } = build(params);
    const [y] = runLinear(library, 2, c, [x]);
    digest.update(y!);
    const weights = dequantize(c.type, c.blocks);
    const width = x.length / params.rows;
    for (const row of [0, params.rows >> 1, params.rows - 1]) {
      const raw = x.subarray(row * width, (row + 1) * width);
      const input = c.activation
        ? Float64Array.from({ length: c.k }, (_, i) => gatedActivation(c.activation, raw[i]!, raw[c.k + i]!))
        : Float64Array.from(raw);
      for (let column = 0; column < c.n; column++) {
        const { value, size, unit } = expected(c, weights, input, column);
        const got = y![row * c.n + column]!;
        // A value on the border of two integers may fall to either: allow a few such. Subnormal terms are less exact.
        const tolerance = size * 1e-5 + unit * 3 + c.k * 2 ** -149;
        check(
          Math.abs(got - value) <= tolerance,
          `row ${row}, column ${column}: ${got} is not ${value} ± ${tolerance}`,
        );
      }
    }
  }),
  { numRuns: 120, seed: 1 },
);

// The same bits alone, in any batch, and on any number of threads.
fc.assert(
  fc.property(linearCase, fc.integer({ min: 1, max: 8 }), (params, from) => {
    const { c, x } = build(params);
    const width = x.length / params.rows;
    const first = Math.min(from, params.rows) - 1;
    const rows = [...Array(params.rows).keys()].map((r) => x.slice(r * width, (r + 1) * width));
    const [whole, tail, ...alone] = runLinear(library, 1, c, [x, x.slice(first * width), ...rows]);
    digest.update(whole!);
    const same = (a: Float32Array, b: Float32Array) => Buffer.compare(bytes(a), bytes(b)) === 0;
    check(
      same(whole!.subarray(first * c.n), tail!),
      `the last ${params.rows - first} rows differ in a batch of their own`,
    );
    alone.forEach((y, r) => {
      check(same(whole!.subarray(r * c.n, (r + 1) * c.n), y), `row ${r} of ${params.rows} differs alone`);
    });
    check(same(runLinear(library, 2, c, [x])[0]!, whole!), "two threads give other results than one");
  }),
  { numRuns: 80, seed: 2 },
);

function bytes(a: Float32Array): Uint8Array {
  return new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
}

// A number that is not finite is not lost.
for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
  const { c, x } = build({ type: "Q8_0", n: 16, blocks: 2, rows: 2, activation: "", biased: false, seed: 3 });
  x[70] = bad;
  const [y] = runLinear(library, 1, c, [x]);
  check(y!.subarray(0, 16).every(Number.isFinite), "a bad row spoils another");
  check(!y!.subarray(16).some(Number.isFinite), `${bad} in x gives finite results`);
}

// So is one in weights of 256, and in floats.
for (const type of ["Q4_K", "F16"] as const) {
  const { c, x } = build({ type, n: 16, blocks: 2, rows: 2, activation: "", biased: false, seed: 3 });
  x[c.k + 3] = Number.NaN;
  const [y] = runLinear(library, 1, c, [x]);
  check(y!.subarray(0, 16).every(Number.isFinite), "a bad row spoils another");
  check(!y!.subarray(16).some(Number.isFinite), "NaN in x gives finite results");
}

// A wrong size is an error, not a crash.
const { c, x } = build({ type: "Q4_0", n: 16, blocks: 2, rows: 1, activation: "", biased: false, seed: 4 });
for (const wrong of [
  { ...c, k: 96 },
  { ...c, n: 15 },
]) {
  let message = "";
  try {
    runLinear(library, 1, wrong, [x.slice(0, wrong.k - 1)]);
  } catch (error) {
    message = String(error);
  }
  check(message !== "", "wrong sizes must be an error");
}

// So is a function that is not there.
let unknown = "";
try {
  runLinear(library, 1, { ...c, activation: "silo" }, []);
} catch (error) {
  unknown = String(error);
}
check(unknown.includes("unknown activation function"), `an unknown function gave "${unknown}"`);

console.log(digest.digest("hex"));
