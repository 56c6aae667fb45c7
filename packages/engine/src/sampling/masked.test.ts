import { expect, test } from "bun:test";
import fc from "fast-check";
import type { SamplingOptions } from "./options.ts";
import { Sampler } from "./sampler.ts";

const size = 70;
// No two alike: which of equals comes first is up to the sort.
const logits = fc.uniqueArray(fc.integer({ min: -2000, max: 2000 }), { minLength: size, maxLength: size });
const options: fc.Arbitrary<SamplingOptions> = fc.record({
  temperature: fc.constantFrom(0, 0.5, 1),
  topK: fc.constantFrom(0, 5, 40),
  topP: fc.constantFrom(0.5, 0.9, 1),
  minP: fc.constantFrom(0, 0.1),
  typicalP: fc.constant(1),
  repeatPenalty: fc.constantFrom(1, 1.3),
  repeatLastN: fc.constant(64),
  presencePenalty: fc.constantFrom(0, 0.5),
  frequencyPenalty: fc.constant(0),
  seed: fc.nat(),
});

test("a mask chooses what impossible logits would", () => {
  fc.assert(
    fc.property(
      options,
      logits.map((values) => values.map((value) => value / 97)),
      fc.uniqueArray(fc.nat(size - 1), { minLength: 1 }),
      fc.array(fc.nat(size - 1), { maxLength: 8 }),
      (chain, values, allowed, accepted) => {
        const mask = new Int32Array(Math.ceil(size / 32));
        for (const token of allowed) mask[token >> 5]! |= 1 << (token & 31);
        const given = Float32Array.from(values);
        const impossible = given.map((value, token) => (allowed.includes(token) ? value : -Infinity));
        const masked = new Sampler(chain, size, 64);
        const plain = new Sampler(chain, size, 64);
        for (const token of accepted) for (const sampler of [masked, plain]) sampler.accept(token);
        for (let i = 0; i < 3; i++) {
          const token = masked.sample(given, mask);
          expect(allowed).toContain(token);
          expect(token).toBe(plain.sample(impossible));
        }
        expect(given).toEqual(Float32Array.from(values));
      },
    ),
    { numRuns: 500 },
  );
});

test("where everything that is allowed is impossible, nothing is chosen", () => {
  for (const temperature of [0, 1]) {
    const chain = { ...fc.sample(options, 1)[0]!, temperature };
    const given = Float32Array.of(1, -Infinity);
    expect(() => new Sampler(chain, 2, 8).sample(given, Int32Array.of(2))).toThrow();
    expect(() => new Sampler(chain, 2, 8).sample(given, Int32Array.of(0))).toThrow();
  }
});
