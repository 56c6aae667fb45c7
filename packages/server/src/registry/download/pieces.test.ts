import { expect, test } from "bun:test";
import fc from "fast-check";
import { Pieces, segmentSizeOf } from "./pieces.ts";

const MiB = 2 ** 20;

test.each([
  [1, 2 * MiB],
  [40 * MiB, 3 * MiB],
  [128 * MiB, 8 * MiB],
  [512 * MiB, 8 * MiB],
  [513 * MiB, 9 * MiB],
  [40e9, 32 * MiB],
])("a blob of %d bytes has segments of %d", (blob, segment) => {
  expect(segmentSizeOf(blob)).toBe(segment);
});

test("pieces cover a blob without gaps", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 300 }), (size, pieceSize) => {
      const pieces = new Pieces(size, pieceSize);
      let at = 0;
      for (let piece = 0; piece < pieces.count; piece++) {
        expect(pieces.start(piece)).toBe(at);
        expect(pieces.length(piece)).toBeGreaterThan(0);
        expect(pieces.at(at)).toBe(piece);
        at = pieces.end(piece);
      }
      expect(at).toBe(size);
    }),
  );
});
