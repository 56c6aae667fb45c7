import { expect, test } from "bun:test";
import fc from "fast-check";
import type { GgufValue } from "../gguf/value.ts";
import { ModelKeys } from "./model-keys.ts";
import { fillRopeTables, readRope, ropeFrequencies } from "./rope.ts";

const text = (value: string): GgufValue => ({ type: "string", value });
const number = (value: number): GgufValue => ({ type: "f32", value });
const options = { dim: 8, theta: 10000, interleaved: true };
const rope = (keys: Record<string, GgufValue>, given = options) => {
  const entries = Object.entries(keys).map(([key, value]) => [`llama.${key}`, value] as const);
  return readRope(new ModelKeys({ metadata: new Map(entries) }, "llama"), given);
};

test("frequencies fall from 1 by equal ratios", () => {
  const expected = [1, 0.1, 0.01, 0.001];
  ropeFrequencies(rope({})).forEach((f, t) => {
    expect(f).toBeCloseTo(expected[t]!, 12);
  });
});

test("factors and linear scaling divide them", () => {
  const linear = rope({ "rope.scaling.type": text("linear"), "rope.scaling.factor": number(4) });
  const plain = ropeFrequencies(rope({}));
  const scaled = ropeFrequencies(linear, Float32Array.of(1, 2, 4, 8));
  scaled.forEach((f, t) => {
    expect(f).toBeCloseTo(plain[t]! / 4 / 2 ** t, 12);
  });
});

test("YaRN keeps frequencies of many turns, divides those of few, and amplifies", () => {
  const keys = {
    context_length: number(131072),
    "rope.scaling.type": text("yarn"),
    "rope.scaling.factor": number(32),
    "rope.scaling.original_context_length": number(4096),
  };
  const yarn = rope(keys, { ...options, dim: 64 });
  const [plain, scaled] = [ropeFrequencies(rope({}, { ...options, dim: 64 })), ropeFrequencies(yarn)];
  expect(scaled[0]!).toBe(plain[0]!);
  expect(scaled.at(-1)!).toBeCloseTo(plain.at(-1)! / 32, 12);
  const shares = plain.map((f, t) => (scaled[t]! - f / 32) / (f - f / 32));
  expect([...shares]).toEqual([...shares].toSorted((a, b) => b - a));
  // 0.1 ln 32 + 1
  expect(yarn.amplitude).toBeCloseTo(1.34657, 5);
});

test("unknown scaling is refused", () => {
  expect(() => rope({ "rope.scaling.type": text("stretchy") })).toThrow(
    "rope scaling of type stretchy is not supported",
  );
});

test("each row of the tables is the rotation of its position", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      (values, amplitude) => {
        const frequencies = Float64Array.from(values);
        const [cos, sin] = [new Float32Array(5 * values.length), new Float32Array(5 * values.length)];
        fillRopeTables(frequencies, cos, sin, amplitude);
        for (let position = 0; position < 5; position++) {
          values.forEach((frequency, t) => {
            expect(cos[position * values.length + t]!).toBeCloseTo(amplitude * Math.cos(position * frequency), 6);
            expect(sin[position * values.length + t]!).toBeCloseTo(amplitude * Math.sin(position * frequency), 6);
          });
        }
      },
    ),
  );
});
