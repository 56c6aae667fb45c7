// Checks Activation and the norms of one library: arguments as block-linear.child.ts.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { randomNumbers } from "../weights/testing.ts";
import { useKernelLevel } from "./level.ts";
import { openKernelLibrary } from "./library.ts";
import {
  activation,
  activationAlpha,
  activationLimit,
  gatedActivation,
  plainActivations,
} from "./reference-activations.ts";
import { type Input, runOperator } from "./run-operator.ts";

const [library, level] = [process.argv[2]!, process.argv[3]!];
useKernelLevel(level, openKernelLibrary(library));

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

const digest = createHash("sha256");

function run(
  opType: string,
  inputs: (Input | undefined)[],
  attributes: object,
  shape: readonly number[],
): Float32Array {
  const once = (threads: number) =>
    runOperator(library, threads, opType, inputs, { ...attributes }, [{ shape }])[0] as Float32Array;
  const [one, two] = [once(1), once(2)];
  check(Buffer.compare(bytes(one), bytes(two)) === 0, `${opType} depends on the number of threads`);
  digest.update(one);
  return one;
}

function bytes(a: Float32Array): Buffer {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength);
}

function expectClose(what: string, got: Float32Array, expected: (i: number) => number, absolute: number): void {
  got.forEach((value, i) => {
    const want = expected(i);
    check(Math.abs(value - want) <= absolute + 2e-6 * Math.abs(want), `${what}, element ${i}: ${value} is not ${want}`);
  });
}

// Small and large arguments, where rounding errors of a formula show, besides ordinary ones.
const argument = fc.oneof(
  fc.double({ min: -12, max: 12, noNaN: true }),
  fc.double({ min: -1e-3, max: 1e-3, noNaN: true }),
  fc.double({ min: -60, max: 60, noNaN: true }),
);
const parameters = { alpha: { float: activationAlpha }, limit: { float: activationLimit } };

fc.assert(
  fc.property(
    fc.constantFrom(...plainActivations, "swiglu_oai"),
    fc.array(argument, { minLength: 2, maxLength: 200 }),
    fc.boolean(),
    fc.nat(),
    (kind, values, gates, seed) => {
      const x = Float32Array.from(values);
      const n = x.length;
      const random = randomNumbers(seed);
      const u = Float32Array.from(x, () => 4 * (random() - 0.5));
      const input = { shape: [n], values: x };
      // Of what is 1 minus something small, and of products with it. A softplus keeps small values exact, too.
      const absolute = kind === "softplus" ? 1e-30 : 3e-7;
      if (!gates && kind !== "swiglu_oai") {
        const y = run("Activation", [input], { kind, ...parameters }, [n]);
        expectClose(kind, y, (i) => activation(kind, x[i]!), absolute);
        return;
      }
      const y = run("Activation", [input, { shape: [n], values: u }], { kind, ...parameters }, [n]);
      expectClose(`gated ${kind}`, y, (i) => gatedActivation(kind, x[i]!, u[i]!), 2 * absolute);
      const both = { shape: [1, 2 * n], values: Float32Array.from([...x, ...u]) };
      const packed = run("Activation", [both], { kind, packed: 1, ...parameters }, [1, n]);
      check(Buffer.compare(bytes(packed), bytes(y)) === 0, `packed ${kind} differs`);
    },
  ),
  { numRuns: 150, seed: 1 },
);

// What is beyond f32's exponential keeps to the limits, and NaN is not lost.
for (const [kind, x, y] of [
  ["softplus", 1000, 1000],
  ["softplus", -1000, 0],
  ["sigmoid", -1000, 0],
  ["sigmoid", 1000, 1],
  ["tanh", -1000, -1],
  ["gelu", 1000, 1000],
  ["gelu", -1000, 0],
  ["gelu_erf", -1000, 0],
  ["silu", -1000, 0],
] as const) {
  const [got] = run("Activation", [{ shape: [1], values: Float32Array.of(x) }], { kind, ...parameters }, [1]);
  check(Math.abs(got! - y) < 1e-30, `${kind}(${x}) is ${got}`);
}
for (const kind of plainActivations) {
  const values = Float32Array.of(1, Number.NaN, 2);
  const y = runOperator(library, 1, "Activation", [{ shape: [3], values }], { kind, ...parameters }, [{ shape: [3] }]);
  check(Number.isNaN(y[0]![1]!) && !Number.isNaN(y[0]![0]! + y[0]![2]!), `${kind} of NaN is ${y[0]}`);
}

const sum = (x: Iterable<number>) => [...x].reduce((total, value) => total + value, 0);
const epsilon = 1e-5;

fc.assert(
  fc.property(
    fc.constantFrom("RmsNorm", "LayerNorm", "L2Norm"),
    fc.constantFrom(1, 7, 16, 33, 256, 5000),
    fc.integer({ min: 1, max: 9 }),
    fc.boolean(),
    fc.boolean(),
    fc.nat(),
    (opType, width, rows, weighted, biased, seed) => {
      const random = randomNumbers(seed);
      const numbers = (length: number, offset: number) => Float32Array.from({ length }, () => random() - offset);
      const x = numbers(rows * width, random());
      const weight = weighted && opType !== "L2Norm" ? numbers(width, 0.5) : undefined;
      const bias = biased && opType === "LayerNorm" ? numbers(width, 0.5) : undefined;
      const inputs = [x, weight, bias].map(
        (values, i) => values && { shape: i === 0 ? [rows, width] : [width], values },
      );
      while (inputs.at(-1) === undefined) inputs.pop();
      const y = run(opType, inputs, { epsilon: { float: epsilon } }, [rows, width]);
      for (let r = 0; r < rows; r++) {
        const row = [...x.subarray(r * width, (r + 1) * width)];
        const mean = opType === "LayerNorm" ? sum(row) / width : 0;
        const squares = sum(row.map((value) => (value - mean) ** 2));
        const scale =
          opType === "L2Norm" ? 1 / Math.max(Math.sqrt(squares), epsilon) : 1 / Math.sqrt(squares / width + epsilon);
        expectClose(
          `${opType} of ${width}`,
          y.subarray(r * width, (r + 1) * width),
          (i) => (row[i]! - mean) * scale * (weight?.[i] ?? 1) + (bias?.[i] ?? 0),
          width === 1 ? 1e-4 : 5e-6,
        );
      }
    },
  ),
  { numRuns: 60, seed: 2 },
);

// A length below epsilon counts as epsilon.
const [tiny] = run("L2Norm", [{ shape: [1], values: Float32Array.of(1e-7) }], { epsilon: { float: epsilon } }, [1]);
check(Math.abs(tiny! - 1e-2) < 1e-8, `a short row becomes ${tiny}`);

console.log(digest.digest("hex"));
