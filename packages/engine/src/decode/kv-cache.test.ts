import { expect, test } from "bun:test";
import fc from "fast-check";
import { KvCache } from "./kv-cache.ts";

/** Rotates one head's row to a position, as the model does. */
function rotated(row: readonly number[], position: number, frequencies: readonly number[], interleaved: boolean) {
  const out = [...row];
  frequencies.forEach((frequency, t) => {
    const i = interleaved ? 2 * t : t;
    const j = interleaved ? i + 1 : i + frequencies.length;
    const [cos, sin] = [Math.cos(position * frequency), Math.sin(position * frequency)];
    out[i] = row[i]! * cos - row[j]! * sin;
    out[j] = row[i]! * sin + row[j]! * cos;
  });
  return out;
}

test("dropping rows leaves the keys of the others as if they had been evaluated at their new positions", () => {
  const shape = { layers: 2, slots: 2, headCountKv: 2, capacity: 16, headDim: 6 };
  const frequencies = [1, 0.1];
  fc.assert(
    fc.property(
      fc
        .integer({ min: 2, max: shape.capacity })
        .chain((used) =>
          fc
            .tuple(fc.constant(used), fc.integer({ min: 0, max: used - 1 }))
            .chain(([used, from]) =>
              fc.tuple(fc.constant(used), fc.constant(from), fc.integer({ min: 1, max: used - from })),
            ),
        ),
      fc.boolean(),
      ([used, from, count], interleaved) => {
        using cache = new KvCache(shape);
        const content = (head: number, row: number) => Array.from({ length: 6 }, (_, d) => head + row / 16 + d / 100);
        for (let head = 0; head < 2; head++) {
          for (let row = 0; row < used; row++) {
            const x = content(head, row);
            cache.row("keys", 1, 1, head, row).set(rotated(x, row, frequencies, interleaved));
            cache.row("values", 1, 1, head, row).set(x);
          }
        }
        cache.dropRows(1, from, count, used, frequencies, interleaved);
        for (let head = 0; head < 2; head++) {
          for (let row = 0; row < used - count; row++) {
            const x = content(head, row < from ? row : row + count);
            const keys = [...cache.row("keys", 1, 1, head, row)];
            rotated(x, row, frequencies, interleaved).forEach((value, d) => {
              expect(keys[d]!).toBeCloseTo(value, 4);
            });
            expect([...cache.row("values", 1, 1, head, row)]).toEqual(x.map(Math.fround));
          }
        }
      },
    ),
  );
});
