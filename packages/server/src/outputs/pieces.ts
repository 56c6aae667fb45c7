import fc from "fast-check";

/** A text for tests, and the same cut into pieces at arbitrary places. `fragments` are what is worth meeting in it. */
export function textInPieces(fragments: readonly string[]): fc.Arbitrary<{ text: string; pieces: string[] }> {
  const fragment = fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: "grapheme", maxLength: 3 }));
  return fc.array(fragment, { maxLength: 12 }).chain((parts) => {
    const text = parts.join("");
    const cuts = fc.array(fc.nat({ max: text.length }), { maxLength: 12 });
    return cuts.map((unsorted) => {
      const ends = [...unsorted, text.length].sort((a, b) => a - b);
      return { text, pieces: ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end)) };
    });
  });
}
