import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Gguf } from "../gguf/header.ts";
import type { GgufValue } from "../gguf/value.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { fillRopeTables, ropeFrequencies } from "./rope.ts";

const sizes = { architecture: "llama", ropeDim: 8, ropeTheta: 10000 } as Hyperparameters;
const gguf = (metadata: Record<string, GgufValue>) =>
  ({ metadata: new Map(Object.entries(metadata)) }) as unknown as Gguf;

test("frequencies fall from 1 by equal ratios", () => {
  const expected = [1, 0.1, 0.01, 0.001];
  ropeFrequencies(gguf({}), sizes).forEach((f, t) => {
    expect(f).toBeCloseTo(expected[t]!, 12);
  });
});

test("factors and linear scaling divide them", () => {
  const linear = gguf({
    "llama.rope.scaling.type": { type: "string", value: "linear" },
    "llama.rope.scaling.factor": { type: "f32", value: 4 },
  });
  const plain = ropeFrequencies(gguf({}), sizes);
  const scaled = ropeFrequencies(linear, sizes, Float32Array.of(1, 2, 4, 8));
  scaled.forEach((f, t) => {
    expect(f).toBeCloseTo(plain[t]! / 4 / 2 ** t, 12);
  });
});

test("unknown scaling is refused", () => {
  const unknown = gguf({ "llama.rope.scaling.type": { type: "string", value: "yarn" } });
  expect(() => ropeFrequencies(unknown, sizes)).toThrow("rope scaling of type yarn is not supported");
});

test("each row of the tables is the rotation of its position", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }), (values) => {
      const frequencies = Float64Array.from(values);
      const [cos, sin] = [new Float32Array(5 * values.length), new Float32Array(5 * values.length)];
      fillRopeTables(frequencies, cos, sin);
      for (let position = 0; position < 5; position++) {
        values.forEach((frequency, t) => {
          expect(cos[position * values.length + t]!).toBeCloseTo(Math.cos(position * frequency), 6);
          expect(sin[position * values.length + t]!).toBeCloseTo(Math.sin(position * frequency), 6);
        });
      }
    }),
  );
});
