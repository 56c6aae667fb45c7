import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SamplingError } from "./errors.ts";
import { IMPOSSIBLE, logprobs } from "./logprobs.ts";

const anyLogits = fc.float32Array({ min: -50, max: 50, noNaN: true, minLength: 1, maxLength: 200 });

describe("logprobs", () => {
  test("are the logarithms of probabilities that sum to 1, descending, and agree with one another", () => {
    fc.assert(
      fc.property(anyLogits, fc.nat(), (logits, choice) => {
        const token = choice % logits.length;
        const all = logprobs(logits, token, logits.length);
        expect(all.top.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0)).toBeCloseTo(1, 10);
        expect(all.top.find((entry) => entry.token === token)!.logprob).toBe(all.logprob);
        const expected = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]! || a - b);
        expect(all.top.map((entry) => entry.token)).toEqual(expected);
        const some = choice % 25;
        expect(logprobs(logits, token, some).top).toEqual(all.top.slice(0, some));
      }),
    );
  });

  test("known values", () => {
    const { logprob, top } = logprobs(Float32Array.from([0, Math.log(3), -Infinity]), 2, 5);
    expect(logprob).toBe(IMPOSSIBLE);
    expect(top.map((entry) => entry.token)).toEqual([1, 0, 2]);
    expect(top[0]!.logprob).toBeCloseTo(Math.log(0.75), 6);
    expect(top[1]!.logprob).toBeCloseTo(Math.log(0.25), 6);
    expect(JSON.parse(JSON.stringify(logprob))).toBe(IMPOSSIBLE);
  });

  test("errors are typed", () => {
    const bad: [Float32Array, number][] = [
      [Float32Array.from([0, Number.NaN]), 0],
      [Float32Array.from([0, Infinity]), 0],
      [Float32Array.from([-Infinity]), 0],
      [Float32Array.from([0]), 1],
      [Float32Array.from([0]), -1],
    ];
    for (const [logits, token] of bad) expect(() => logprobs(logits, token, 1)).toThrow(SamplingError);
  });
});
