import { expect, test } from "bun:test";
import fc from "fast-check";
import { GgufStrings } from "../gguf/strings.ts";
import { mergeSymbols } from "./merge-symbols.ts";
import { MergeTable } from "./merge-table.ts";
import { Vocabulary } from "./vocabulary.ts";

/** The rule itself: look at all pairs again after every merge. */
function mergeSlowly(text: string, merges: readonly string[]): string[] {
  const symbols = [...text];
  for (;;) {
    let best = -1;
    let bestRank = Number.POSITIVE_INFINITY;
    for (let index = 0; index + 1 < symbols.length; index++) {
      const rank = merges.indexOf(`${symbols[index]} ${symbols[index + 1]}`);
      if (rank >= 0 && rank < bestRank) [best, bestRank] = [index, rank];
    }
    if (best < 0) return symbols;
    symbols.splice(best, 2, symbols[best]! + symbols[best + 1]!);
  }
}

const part = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 3 });

test("merging gives what looking for the best pair again and again gives, also of texts that are no tokens", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 40 }),
      // A merge may be given twice, and what it makes need not be a token.
      fc.array(fc.tuple(part, part), { maxLength: 12 }),
      fc.array(part, { minLength: 1 }),
      (text, pairs, tokens) => {
        const merges = pairs.map(([left, right]) => `${left} ${right}`);
        const vocabulary = new Vocabulary(GgufStrings.from(new Set(tokens)));
        const table = new MergeTable(vocabulary, GgufStrings.from(merges));
        const merged: string[] = [];
        mergeSymbols(
          Int32Array.from(text, (letter) => table.find(Buffer.from(letter))),
          table,
          (symbol, start, end) => {
            const bytes = text.slice(start, end);
            merged.push(bytes);
            if (symbol < vocabulary.size) expect(vocabulary.findText(bytes)).toBe(symbol);
            else expect(vocabulary.findText(bytes)).toBeUndefined();
          },
        );
        expect(merged).toEqual(mergeSlowly(text, merges));
      },
    ),
    { numRuns: 1000 },
  );
});

test("nothing gives nothing", () => {
  const table = new MergeTable(new Vocabulary(GgufStrings.from(["a"])), GgufStrings.from([]));
  mergeSymbols(new Int32Array(0), table, () => expect.unreachable());
});
