import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SamplingError } from "./errors.ts";
import { llamaVectors, vectorLogits } from "./llama-vectors.ts";
import type { SamplingOptions } from "./options.ts";
import { Sampler } from "./sampler.ts";

/** Everything off: the plain distribution. */
const off: SamplingOptions = {
  temperature: 1,
  topK: 0,
  topP: 1,
  minP: 0,
  typicalP: 1,
  repeatPenalty: 1,
  repeatLastN: 64,
  presencePenalty: 0,
  frequencyPenalty: 0,
  seed: 1,
};

const anyLogits = fc.float32Array({ min: -30, max: 30, noNaN: true, minLength: 1, maxLength: 60 });
const anyOptions = fc.record({
  temperature: fc.double({ min: -1, max: 3, noNaN: true }),
  topK: fc.integer({ min: -1, max: 70 }),
  topP: fc.double({ min: 0, max: 1.2, noNaN: true }),
  minP: fc.double({ min: 0, max: 1.2, noNaN: true }),
  typicalP: fc.double({ min: 0, max: 1.2, noNaN: true }),
  repeatPenalty: fc.double({ min: 0.5, max: 2, noNaN: true }),
  repeatLastN: fc.integer({ min: -1, max: 20 }),
  presencePenalty: fc.double({ min: -2, max: 2, noNaN: true }),
  frequencyPenalty: fc.double({ min: -2, max: 2, noNaN: true }),
  seed: fc.nat(),
});

function draws(sampler: Sampler, logits: Float32Array, count: number): number[] {
  return Array.from({ length: count }, () => {
    const token = sampler.sample(logits);
    sampler.accept(token);
    return token;
  });
}

describe("llama.cpp's choices", () => {
  for (const vector of llamaVectors) {
    test(vector.name, () => {
      const sampler = new Sampler(vector.options, vector.vocabSize, 4096);
      for (let i = 0; i < 10; i++) sampler.accept(i % vector.vocabSize);
      const next = vectorLogits(vector);
      const chosen = vector.tokens.map(() => {
        const token = sampler.sample(next());
        sampler.accept(token);
        return token;
      });
      expect(chosen).toEqual([...vector.tokens]);
    });
  }
});

describe("any options", () => {
  test("same seed, same tokens; also after reset; the logits stay untouched", () => {
    fc.assert(
      fc.property(anyLogits, anyOptions, (logits, options) => {
        const before = logits.slice();
        const sampler = new Sampler(options, logits.length, 32);
        const first = draws(sampler, logits, 12);
        expect(draws(new Sampler(options, logits.length, 32), logits, 12)).toEqual(first);
        sampler.reset();
        expect(draws(sampler, logits, 12)).toEqual(first);
        expect(logits).toEqual(before);
        for (const token of first) expect(logits[token]).toBeNumber();
      }),
    );
  });

  test("an impossible token is never chosen", () => {
    fc.assert(
      fc.property(anyLogits, anyOptions, fc.nat(), (logits, options, which) => {
        const masked = Float32Array.from(logits, (x, i) => (i === which % logits.length ? x : -Infinity));
        expect(new Sampler(options, logits.length, 32).sample(masked)).toBe(which % logits.length);
      }),
    );
  });

  test("temperature 0 or less, or top-k 1, is the lowest of the most likely", () => {
    const coarse = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(coarse, anyOptions, fc.boolean(), (values, options, byTopK) => {
        const one = byTopK ? { topK: 1 } : { temperature: Math.min(options.temperature, 0), typicalP: 1 };
        const sampler = new Sampler({ ...options, ...one, repeatLastN: 0 }, values.length, 32);
        expect(sampler.sample(Float32Array.from(values))).toBe(values.indexOf(Math.max(...values)));
      }),
    );
  });
});

describe("distribution", () => {
  test("many draws have the softmax's frequencies (chi-square)", () => {
    const logits = Float32Array.from([1, 0, -1, 2, 0.5, -0.25, 1.5, 0]);
    const temperature = 0.9;
    const weights = Array.from(logits, (x) => Math.exp(x / temperature));
    const total = weights.reduce((a, b) => a + b);
    const sampler = new Sampler({ ...off, temperature, seed: 2024 }, logits.length, 32);
    const count = 40_000;
    const seen = new Array<number>(logits.length).fill(0);
    for (let i = 0; i < count; i++) seen[sampler.sample(logits)]!++;
    const chiSquare = weights.reduce((sum, weight, i) => {
      const expected = (count * weight) / total;
      return sum + (seen[i]! - expected) ** 2 / expected;
    }, 0);
    // The 99.9th percentile for 7 degrees of freedom.
    expect(chiSquare).toBeLessThan(24.32);
  });

  test("a whole vocabulary's worth of logits gives the same nucleus whatever it is sorted with", () => {
    // 5000 nearly equal logits: the nucleus has thousands, beyond every shortcut.
    const logits = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i) * 0.01);
    const descending = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]!);
    const sampler = new Sampler({ ...off, topP: 0.5 }, logits.length, 32);
    const nucleus = new Set(descending.slice(0, 2510));
    for (let i = 0; i < 300; i++) expect(nucleus.has(sampler.sample(logits))).toBe(true);
  });
});

describe("seed", () => {
  test("a negative one is drawn at random and can be used again", () => {
    const sampler = new Sampler({ ...off, seed: -1 }, 4, 32);
    expect(sampler.seed).toBeGreaterThanOrEqual(0);
    expect(sampler.seed).toBeLessThan(2 ** 32);
    const seeds = new Set(Array.from({ length: 5 }, () => new Sampler({ ...off, seed: -1 }, 4, 32).seed));
    expect(seeds.size).toBeGreaterThan(1);
    const logits = new Float32Array(4);
    expect(draws(new Sampler({ ...off, seed: sampler.seed }, 4, 32), logits, 20)).toEqual(draws(sampler, logits, 20));
  });
  test("is taken modulo 2^32", () => {
    expect(new Sampler({ ...off, seed: 2 ** 32 + 5 }, 4, 32).seed).toBe(5);
  });
});

describe("errors", () => {
  const codeOf = (action: () => unknown) => {
    try {
      action();
    } catch (error) {
      if (error instanceof SamplingError) return error.code;
      throw error;
    }
    return "none";
  };
  const chains: Record<string, Partial<SamplingOptions>> = {
    greedy: { temperature: 0 },
    "greedy with penalties": { temperature: 0, repeatPenalty: 1.1 },
    plain: {},
    "top-k": { topK: 2 },
    "top-p": { topP: 0.5 },
    "min-p": { minP: 0.5 },
    typical: { typicalP: 0.5 },
    "typical, greedy": { typicalP: 0.5, temperature: 0 },
  };
  for (const [name, chain] of Object.entries(chains)) {
    test(`${name}: NaN, +Infinity and nothing but -Infinity`, () => {
      const sampler = new Sampler({ ...off, ...chain }, 3, 32);
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
        for (let at = 0; at < 3; at++) {
          const logits = new Float32Array(3);
          logits[at] = bad;
          expect(codeOf(() => sampler.sample(logits))).toBe("logits");
        }
      }
      expect(codeOf(() => sampler.sample(new Float32Array(3).fill(-Infinity)))).toBe("logits");
      expect(sampler.sample(Float32Array.from([-Infinity, 1, -Infinity]))).toBe(1);
    });
  }
  test("wrong number of logits, unknown token, meaningless options", () => {
    const sampler = new Sampler(off, 3, 32);
    expect(codeOf(() => sampler.sample(new Float32Array(4)))).toBe("logits");
    for (const token of [-1, 3, Number.NaN]) expect(codeOf(() => sampler.accept(token))).toBe("token");
    expect(codeOf(() => new Sampler({ ...off, temperature: Number.NaN }, 3, 32))).toBe("options");
    expect(codeOf(() => new Sampler({ ...off, topP: Number.POSITIVE_INFINITY }, 3, 32))).toBe("options");
    expect(codeOf(() => new Sampler({ ...off, repeatPenalty: 0 }, 3, 32))).toBe("options");
  });
});
