import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { Sha256 } from "./sha256.ts";

test("agrees with the runtime's own, in pieces of any length", () => {
  const piece = fc.uint8Array({ maxLength: 200, size: "max" });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const ours = new Sha256();
      for (const bytes of pieces) ours.update(bytes);
      expect(ours.hex()).toBe(createHash("sha256").update(Buffer.concat(pieces)).digest("hex"));
    }),
  );
});

test("agrees at every length around the borders of a block", () => {
  for (let length = 0; length <= 130; length++) {
    const bytes = new Uint8Array(length).fill(length);
    const ours = new Sha256();
    ours.update(bytes);
    expect(ours.hex()).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});
