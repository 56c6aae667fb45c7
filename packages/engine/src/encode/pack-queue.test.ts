import { expect, test } from "bun:test";
import fc from "fast-check";
import { PackQueue } from "./pack-queue.ts";

const text = (length: number) => ({ tokens: new Array<number>(length).fill(0) });
const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 });
const requests = fc.array(lengths, { minLength: 1, maxLength: 6 });

test("every text is in one pack, and packs are within their size unless one text is longer", () => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 120 }), (all, most) => {
      const queue = new PackQueue<ReturnType<typeof text>>();
      for (const [id, each] of all.entries()) queue.add(id, each.map(text));
      const seen: string[] = [];
      while (!queue.isEmpty) {
        const pack = queue.next(most);
        const size = pack.reduce((sum, { text }) => sum + text.tokens.length, 0);
        expect(pack.length).toBeGreaterThan(0);
        expect(size <= most || pack.length === 1).toBeTrue();
        for (const { id, index, text } of pack) {
          expect(text.tokens.length).toBe(all[id]![index]!);
          seen.push(`${id}.${index}`);
        }
      }
      expect(seen.toSorted()).toEqual(all.flatMap((each, id) => each.map((_, index) => `${id}.${index}`)).toSorted());
    }),
  );
});

test("whoever comes is served after as many packs as there are requests, however long the others are", () => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 120 }), (all, length, most) => {
      const queue = new PackQueue<ReturnType<typeof text>>();
      // Each of the others goes on for longer than this.
      for (const [id, each] of all.entries()) queue.add(id, Array.from({ length: 20 }, () => each.map(text)).flat());
      queue.next(most);
      queue.add(-1, [text(length)]);
      const packs = Array.from({ length: all.length + 1 }, () => queue.next(most));
      expect(packs.flat().some(({ id }) => id === -1)).toBeTrue();
    }),
  );
});

test("nothing more comes of a request that is removed", () => {
  const queue = new PackQueue<ReturnType<typeof text>>();
  queue.add(1, [text(3), text(9)]);
  queue.add(2, [text(5)]);
  queue.add(3, []);
  expect(queue.next(9).map(({ id, index }) => [id, index])).toEqual([[1, 1]]);
  queue.remove(1);
  queue.remove(7);
  expect(queue.next(99).map(({ id, index }) => [id, index])).toEqual([[2, 0]]);
  expect(queue.isEmpty).toBeTrue();
});
