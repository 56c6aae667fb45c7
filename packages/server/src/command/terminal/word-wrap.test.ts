import { expect, test } from "bun:test";
import fc from "fast-check";
import { WordWrap } from "./word-wrap.ts";

/** The lines a terminal shows for text with the two escapes that the wrapping uses. All characters one column wide. */
function screen(text: string): string[] {
  const lines = [""];
  let column = 0;
  for (const [, back, , character] of text.matchAll(/\x1b\[(\d+)D|(\x1b\[K)|([^\x1b])/g)) {
    const line = lines.at(-1) ?? "";
    if (back !== undefined) column -= Number(back);
    else if (character === undefined) lines[lines.length - 1] = line.slice(0, column);
    else if (character === "\n") {
      lines.push("");
      column = 0;
    } else {
      lines[lines.length - 1] = line.slice(0, column) + character;
      column++;
    }
  }
  return lines;
}

test("a word that does not fit moves to the next line", () => {
  const wrap = new WordWrap(10);
  expect(screen(wrap.push("one two th") + wrap.push("ree four\nfive"))).toEqual(["one two ", "three four", "five"]);
});

test("a word wider than the line is cut", () => {
  expect(screen(new WordWrap(4).push("abcdefghij kl"))).toEqual(["abcd", "efgh", "ij ", "kl"]);
});

test("wide characters count twice", () => {
  expect(new WordWrap(4).push("日本語")).toBe("日本\n語");
});

test("lines fit, words of a fitting length stay whole and nothing is lost, however the text is cut", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abc"), minLength: 1, maxLength: 10 });
  const gap = fc.constantFrom(" ", "\n", "  ");
  fc.assert(
    fc.property(
      fc.array(fc.tuple(word, gap)),
      fc.integer({ min: 10, max: 30 }),
      fc.integer({ min: 1, max: 7 }),
      (parts, width, size) => {
        const text = parts.map((part) => part.join("")).join("");
        const wrap = new WordWrap(width);
        let out = "";
        for (let i = 0; i < text.length; i += size) out += wrap.push(text.slice(i, i + size));
        const lines = screen(out);
        for (const line of lines) expect(line.trimEnd().length).toBeLessThanOrEqual(width);
        expect(lines.join(" ").split(/\s+/)).toEqual(text.split(/\s+/));
      },
    ),
  );
});
