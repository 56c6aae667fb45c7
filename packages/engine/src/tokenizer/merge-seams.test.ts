import { expect, test } from "bun:test";
import fc from "fast-check";
import { GgufStrings } from "../gguf/strings.ts";
import { ByteTable } from "./byte-table.ts";
import { mergePairs } from "./merge.ts";
import { MergeSeams } from "./merge-seams.ts";
import { characterBounds } from "./utf8.ts";

const letters = fc.constantFrom("a", "b", "▁", "é", "–", "😀");
const string = (maxLength: number, minLength = 0) => fc.string({ unit: letters, minLength, maxLength });

test("merging part by part gives what merging the whole text gives", () => {
  fc.assert(
    fc.property(fc.array(string(4, 1), { maxLength: 8 }), string(30), (tokens, text) => {
      const table = new ByteTable(GgufStrings.from(tokens));
      const data = Buffer.from(text);
      const merge = (start: number, end: number) =>
        mergePairs(characterBounds(data, start, end), (from, _, to) => {
          const token = table.find(data, from, to);
          return token < 0 ? undefined : -token;
        });
      const parts: number[] = [];
      let covered = 0;
      MergeSeams.ofTokens(table).cut(data, (start, end) => {
        expect(start).toBe(covered);
        covered = end;
        parts.push(...merge(start, end).slice(0, -1));
      });
      expect(covered).toBe(data.length);
      if (data.length > 0) expect([...parts, data.length]).toEqual(merge(0, data.length));
    }),
    { numRuns: 1000 },
  );
});

test("a text is cut between words if no token goes over the space before one", () => {
  const parts = (tokens: string[], text: string) => {
    const found: string[] = [];
    const data = Buffer.from(text);
    MergeSeams.ofTokens(new ByteTable(GgufStrings.from(tokens))).cut(data, (start, end) => {
      found.push(data.toString("utf8", start, end));
    });
    return found;
  };
  // A dash, which starts with the byte that U+2581 starts with, is another matter.
  expect(parts(["▁ab", "ab", "b–", "▁▁"], "▁ab▁ab▁▁ab–a")).toEqual(["▁ab", "▁ab", "▁▁ab–", "a"]);
  expect(parts(["▁a", "a▁"], "▁a▁a")).toEqual(["▁a▁a"]);
});
