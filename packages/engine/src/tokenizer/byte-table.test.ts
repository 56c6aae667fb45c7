import { expect, test } from "bun:test";
import fc from "fast-check";
import { GgufStrings } from "../gguf/strings.ts";
import { ByteTable, hashByte, hashSeed } from "./byte-table.ts";
import { PrefixFilter } from "./prefix-filter.ts";

const bytes = fc.uint8Array({ maxLength: 6, max: 3 });
const hashOf = (data: Uint8Array) => data.reduce(hashByte, hashSeed);

test("finds what a map of the same strings finds, the last of equal ones and never the empty one", () => {
  fc.assert(
    fc.property(fc.array(bytes), fc.array(bytes), fc.nat(6), (strings, others, split) => {
      const table = new ByteTable(GgufStrings.from(strings));
      const model = new Map(strings.map((string, index) => [string.join(), index]));
      for (const wanted of [...strings, ...others]) {
        const index = wanted.length === 0 ? -1 : (model.get(wanted.join()) ?? -1);
        expect(table.find(wanted)).toBe(index);
        const surrounded = Uint8Array.of(9, ...wanted, 9);
        expect(table.find(surrounded, 1, surrounded.length - 1)).toBe(index);
        const middle = Math.min(split, wanted.length);
        const apart = Uint8Array.of(...wanted.subarray(0, middle), 7, 7, ...wanted.subarray(middle));
        expect(table.findJoined(hashOf(wanted), apart, 0, middle, middle + 2, apart.length)).toBe(index);
      }
      expect(table.longest).toBe(Math.max(0, ...strings.map(({ length }) => length)));
    }),
  );
});

test("every beginning of a string may start one, and few others may", () => {
  const strings = Array.from({ length: 500 }, (_, index) => `token ${index * 7919}`);
  const filter = new PrefixFilter(new ByteTable(GgufStrings.from(strings)));
  for (const string of strings) {
    for (let end = 1; end <= string.length; end++) {
      expect(filter.mayStart(hashOf(Buffer.from(string.slice(0, end))))).toBeTrue();
    }
  }
  const wrong = Array.from({ length: 1000 }, (_, index) => hashOf(Buffer.from(`other ${index}`)));
  // An eighth of the bits at most is set.
  expect(wrong.filter((hash) => filter.mayStart(hash)).length).toBeLessThan(200);
});
