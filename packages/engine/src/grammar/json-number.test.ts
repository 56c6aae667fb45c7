import { expect, test } from "bun:test";
import fc from "fast-check";
import { isNothing } from "./expression.ts";
import { decimal, integer } from "./json-number.ts";
import { LazyDfa } from "./lazy-dfa.ts";

function matches(automaton: LazyDfa, text: string): boolean {
  let state = automaton.start;
  for (const byte of Buffer.from(text)) {
    state = automaton.next(state, byte);
    if (state < 0) return false;
  }
  return automaton.accepts(state);
}

const bound = fc.option(fc.integer({ min: -20_000, max: 20_000 }), { nil: undefined });

test("integers are exactly those within the bounds", () => {
  fc.assert(
    fc.property(bound, bound, fc.array(fc.integer({ min: -25_000, max: 25_000 })), (min, max, values) => {
      const expression = integer({ min, max });
      const isWithin = (value: number) => value >= (min ?? -Infinity) && value <= (max ?? Infinity);
      if (isNothing(expression)) return expect(min! > max!).toBe(true);
      const automaton = new LazyDfa(expression);
      for (const value of [...values, min ?? 0, max ?? 0, 0, (min ?? 0) - 1, (max ?? 0) + 1]) {
        expect([value, matches(automaton, `${value}`)]).toEqual([value, isWithin(value)]);
      }
    }),
  );
});

const hundredths = fc.option(
  fc.integer({ min: -3000, max: 3000 }).map((value) => value / 100),
  { nil: undefined },
);

test("decimals are those within the bounds, exclusive or not", () => {
  const value = fc.tuple(fc.integer({ min: -35, max: 35 }), fc.stringMatching(/^[0-9]{0,3}$/));
  fc.assert(
    fc.property(hundredths, hundredths, fc.boolean(), fc.array(value), (low, high, isExclusive, values) => {
      const expression = decimal(isExclusive ? { above: low, below: high } : { min: low, max: high });
      const isWithin = (number: number) =>
        isExclusive
          ? number > (low ?? -Infinity) && number < (high ?? Infinity)
          : number >= (low ?? -Infinity) && number <= (high ?? Infinity);
      if (isNothing(expression)) return expect(isExclusive ? low! >= high! : low! > high!).toBe(true);
      const automaton = new LazyDfa(expression);
      for (const [whole, part] of values) {
        const text = part === "" ? `${whole}` : `${whole}.${part}`;
        expect([text, matches(automaton, text)]).toEqual([text, isWithin(Number(text))]);
      }
    }),
  );
});

test("very large and very small bounds", () => {
  const large = new LazyDfa(integer({ min: 1e17 }));
  expect([matches(large, "100000000000000000"), matches(large, "99999999999999999")]).toEqual([true, false]);
  const small = new LazyDfa(decimal({ min: 1e-9, max: 2.5e-7 }));
  expect(["0.000000001", "0.00000025", "0", "0.1", "0.0000000001"].map((text) => matches(small, text))).toEqual([
    ...[true, true, false, false, false],
  ]);
});
