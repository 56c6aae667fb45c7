import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { SamplingOptions } from "./options.ts";
import { Sampler } from "./sampler.ts";

const plain: SamplingOptions = {
  temperature: 1,
  topK: 0,
  topP: 1,
  minP: 0,
  typicalP: 1,
  repeatPenalty: 1,
  repeatLastN: 0,
  presencePenalty: 0,
  frequencyPenalty: 0,
  seed: 7,
};
const logits = fc
  .array(fc.integer({ min: -80, max: 80 }), { minLength: 4, maxLength: 12 })
  .map((values) => Float32Array.from(values, (value) => value / 8));
const bias = fc.array(fc.tuple(fc.nat(11), fc.integer({ min: -100, max: 100 })), { minLength: 1, maxLength: 4 });

describe("the bias of logits", () => {
  test("chooses as from logits that have it already", () => {
    fc.assert(
      fc.property(logits, bias, fc.constantFrom(0, 1), fc.nat(), (values, logitBias, temperature, seed) => {
        const options = { ...plain, temperature, seed };
        const changed = values.slice();
        for (const [token, by] of logitBias) if (token < changed.length) changed[token]! += by;
        const biased = new Sampler({ ...options, logitBias }, values.length, 64);
        const other = new Sampler(options, values.length, 64);
        for (let i = 0; i < 3; i++) expect(biased.sample(values)).toBe(other.sample(changed));
      }),
    );
  });

  test("leaves the given logits as they are, and other tokens too", () => {
    const values = Float32Array.of(1, 2, 3);
    const sampler = new Sampler(
      {
        ...plain,
        temperature: 0,
        logitBias: [
          [2, -100],
          [99, 5],
          [-1, 5],
          [0.5, 5],
        ],
      },
      3,
      64,
    );
    expect(sampler.sample(values)).toBe(1);
    expect([...values]).toEqual([1, 2, 3]);
  });

  test("comes before the mask of a grammar", () => {
    const sampler = new Sampler({ ...plain, temperature: 0, logitBias: [[0, 100]] }, 3, 64);
    expect(sampler.sample(Float32Array.of(1, 2, 3), Int32Array.of(0b110))).toBe(2);
  });

  test("must be finite", () => {
    expect(() => new Sampler({ ...plain, logitBias: [[1, Number.NaN]] }, 3, 64)).toThrow("the bias of token 1");
  });
});
