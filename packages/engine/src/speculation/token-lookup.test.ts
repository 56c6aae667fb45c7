import { expect, test } from "bun:test";
import fc from "fast-check";
import { shortestMatch, TokenLookup } from "./token-lookup.ts";

/** The tokens behind the newest of the places before which most tokens match, found by a search. */
function search(tokens: readonly number[], most: number) {
  let best = { place: -1, matched: shortestMatch - 1 };
  for (let place = tokens.length - 1; place >= shortestMatch; place--) {
    let matched = 0;
    while (matched < place && tokens[place - 1 - matched] === tokens[tokens.length - 1 - matched]) matched++;
    if (matched > best.matched) best = { place, matched };
  }
  return best.place < 0 ? undefined : { tokens: tokens.slice(best.place, best.place + most), matched: best.matched };
}

const few = fc.array(fc.nat(2), { maxLength: 60 });

test("finds what followed the longest match, however the tokens come", () => {
  fc.assert(
    fc.property(few, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 }), (tokens, most, pieces) => {
      const lookup = new TokenLookup();
      for (let end = 0; end < tokens.length; end += pieces) lookup.find(tokens.slice(0, end), most);
      expect(lookup.find(tokens, most)).toEqual(search(tokens, most));
    }),
  );
});

test("what a context shift took out is forgotten", () => {
  fc.assert(
    fc.property(few, few, (before, after) => {
      const lookup = new TokenLookup();
      lookup.find([...before, ...after, 1], 4);
      expect(lookup.find(after, 4)).toEqual(search(after, 4));
    }),
  );
});

test("a text of one token is searched in a time that doesn't grow with it", () => {
  const lookup = new TokenLookup();
  const tokens = Array.from({ length: 100_000 }, () => 7);
  lookup.find(tokens, 8);
  let compared = 0;
  const counted = new Proxy(tokens, {
    get: (target, key) => {
      compared++;
      return Reflect.get(target, key);
    },
  });
  expect(lookup.find(counted, 8)?.tokens).toHaveLength(1);
  expect(compared).toBeLessThan(20_000);
});
