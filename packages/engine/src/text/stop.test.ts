import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { TextAssembler } from "./stop.ts";

const encoder = new TextEncoder();

/** Pushes chunks until stopped, as a runner would, then ends. */
function assemble(stop: readonly string[], chunks: readonly Uint8Array[]): { pieces: string[]; stopped: boolean } {
  const assembler = new TextAssembler(stop);
  const pieces: string[] = [];
  for (const chunk of chunks) {
    const { text, stopped } = assembler.push(chunk);
    pieces.push(text);
    expect(stopped).toBe(assembler.stopped);
    if (stopped) break;
  }
  pieces.push(assembler.end());
  return { pieces, stopped: assembler.stopped };
}

const strings = (...texts: string[]) => texts.map((text) => encoder.encode(text));

/** The answer by definition: where each stop first ends; the earliest such end, and the longest stop there. */
function cutAtStop(text: string, stop: readonly string[]): { text: string; stopped: boolean } {
  const found = stop
    .filter((sequence) => sequence !== "" && text.includes(sequence))
    .map((sequence) => ({ start: text.indexOf(sequence), end: text.indexOf(sequence) + sequence.length }))
    .sort((a, b) => a.end - b.end || a.start - b.start);
  return found[0] ? { text: text.slice(0, found[0].start), stopped: true } : { text, stopped: false };
}

/** Few different characters, of 1 to 4 bytes, so that stops do occur and overlap. */
const unit = fc.constantFrom("a", "b", "ab", "é", "€", "😀", "😁", "\n");
const text = fc.string({ unit, maxLength: 40 });
const stops = fc.array(fc.string({ unit, maxLength: 5 }), { maxLength: 4 });

describe("TextAssembler", () => {
  test("any text in any chunks with any stops: the text up to the first stop, in whole characters", () => {
    fc.assert(
      fc.property(text, stops, fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1 }), (whole, stop, sizes) => {
        const bytes = encoder.encode(whole);
        const chunks: Uint8Array[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = i < sizes.length ? sizes[i]! : 3;
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        const { pieces, stopped } = assemble(stop, chunks);
        expect({ text: pieces.join(""), stopped }).toEqual(cutAtStop(whole, stop));
        for (const piece of pieces) expect(piece).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns: 500 },
    );
  });

  test("holds back no more than may still become a stop", () => {
    fc.assert(
      fc.property(text, stops, (whole, stop) => {
        const assembler = new TextAssembler(stop);
        const { text: out, stopped } = assembler.push(encoder.encode(whole));
        if (stopped) return;
        const held = whole.slice(out.length);
        expect(held === "" || stop.some((sequence) => sequence.startsWith(held))).toBe(true);
      }),
    );
  });

  test("table", () => {
    const table: [stop: string[], chunks: string[], pieces: string[]][] = [
      [["END"], ["one ", "EN", "D two"], ["one ", "", "", ""]],
      [["END"], ["one ", "EN", "EMY"], ["one ", "", "ENEMY", ""]],
      [["END"], ["one E", "N"], ["one ", "", "EN"]],
      [["aab"], ["aa", "ab"], ["", "a", ""]],
      [
        ["\n", "\n\n"],
        ["a", "\n\nb"],
        ["a", "", ""],
      ],
      // Complete first wins over beginning first.
      [["abcd", "bc"], ["abcd"], ["a", ""]],
      // Complete at the same place: the longest.
      [["cd", "abcd"], ["xabcd"], ["x", ""]],
      [[""], ["a"], ["a", ""]],
      [[], ["a", "b"], ["a", "b", ""]],
      // Half of a character is not a stop within it.
      [["\ud83d"], ["😀"], ["😀", ""]],
    ];
    for (const [stop, chunks, pieces] of table) expect(assemble(stop, strings(...chunks)).pieces).toEqual(pieces);
  });

  test("after a stop nothing more comes out", () => {
    const assembler = new TextAssembler(["x"]);
    expect(assembler.push(encoder.encode("ax b"))).toEqual({ text: "a", stopped: true });
    expect(assembler.push(encoder.encode("c"))).toEqual({ text: "", stopped: true });
    expect(assembler.end()).toBe("");
  });

  test("an incomplete character at the end becomes U+FFFD, after what was held back", () => {
    const { pieces } = assemble(["END"], [encoder.encode("EN"), Uint8Array.of(0xf0, 0x9f)]);
    expect(pieces).toEqual(["", "", "EN\ufffd"]);
    expect(assemble(["\ufffd"], [Uint8Array.of(0x41, 0xf0)])).toEqual({ pieces: ["A", ""], stopped: true });
  });

  test("nothing is lost of a long answer that nearly matches a long stop all the time", () => {
    const assembler = new TextAssembler([`${"a".repeat(20_000)}b`]);
    const piece = encoder.encode("a".repeat(1000));
    let length = 0;
    for (let i = 0; i < 100; i++) length += assembler.push(piece).text.length;
    expect(length + assembler.end().length).toBe(100_000);
  });
});
