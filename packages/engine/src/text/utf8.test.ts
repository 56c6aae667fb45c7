import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Utf8Assembler } from "./utf8.ts";

function assemble(chunks: readonly Uint8Array[]): string[] {
  const assembler = new Utf8Assembler();
  return [...chunks.map((chunk) => assembler.push(chunk)), assembler.end()];
}

const bytes = (...values: number[]) => Uint8Array.from(values);

/** Bytes that are likely to be the beginnings, middles and ends of characters. */
const nasty = fc.oneof(
  fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xa0, 0xed, 0xef, 0xbb, 0xf0, 0x9f, 0x98, 0xf4, 0x90, 0xff),
  fc.nat(255),
);

describe("Utf8Assembler", () => {
  test("any text in any chunks comes out whole, a character never in two", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.infiniteStream(fc.integer({ min: 0, max: 5 })), (text, sizes) => {
        const encoded = new TextEncoder().encode(text);
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < encoded.length; ) {
          const size = sizes.next().value!;
          chunks.push(encoded.subarray(at, at + size));
          at += size;
        }
        const pieces = assemble(chunks);
        expect(pieces.join("")).toBe(text);
        for (const piece of pieces) expect(piece).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });

  test("any bytes one at a time give what they give at once", () => {
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 40 }), (values) => {
        const single = assemble(values.map((value) => bytes(value))).join("");
        expect(single).toBe(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes(...values)));
        expect(single).toBe(assemble([bytes(...values)]).join(""));
      }),
    );
  });

  test("table", () => {
    expect(assemble([bytes(0xf0, 0x9f), bytes(0x98), bytes(0x80)])).toEqual(["", "", "😀", ""]);
    expect(assemble([bytes(0xf0, 0x9f, 0x98)])).toEqual(["", "\ufffd"]);
    expect(assemble([bytes(0xe2, 0x82), bytes(0x41, 0x42)])).toEqual(["", "\ufffdAB", ""]);
    expect(assemble([bytes(0x41, 0xff, 0x42)])).toEqual(["A\ufffdB", ""]);
    expect(assemble([bytes(0xef, 0xbb, 0xbf, 0x41)])).toEqual(["\ufeffA", ""]);
    // A surrogate encoded as if it were a character: three invalid bytes.
    expect(assemble([bytes(0xed, 0xa0), bytes(0x80)]).join("")).toBe("\ufffd\ufffd\ufffd");
    expect(assemble([])).toEqual([""]);
  });

  test("can be used anew after its end", () => {
    const assembler = new Utf8Assembler();
    assembler.push(bytes(0xf0, 0x9f));
    expect(assembler.end()).toBe("\ufffd");
    expect(assembler.push(bytes(0x41))).toBe("A");
  });
});
