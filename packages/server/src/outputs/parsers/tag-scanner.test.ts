import { expect, test } from "bun:test";
import fc from "fast-check";
import { textInPieces } from "../pieces.ts";
import { TagScanner } from "./tag-scanner.ts";

const tags = ["<a>", "<ab>", "b>", "<"];

/** Texts and tags of a text that comes in pieces, and what is held at its end. */
function scan(pieces: readonly string[], holdsSpace: boolean, known = tags) {
  const scanner = new TagScanner();
  let found = "";
  let texts = [""];
  const all: [string, string][] = [];
  for (const piece of pieces) {
    scanner.push(piece);
    for (let more = true; more; ) {
      const { text, tag } = scanner.next(known, holdsSpace);
      found += text + (tag ?? "");
      texts.push(text);
      if (tag !== undefined) {
        all.push([texts.join(""), tag]);
        texts = [];
      }
      more = tag !== undefined;
    }
  }
  const rest = scanner.rest();
  return { all, found: found + rest, last: texts.join("") + rest };
}

test("nothing is lost, and the pieces do not matter", () => {
  fc.assert(
    fc.property(textInPieces([...tags, "<ab", " ", "\n", "x"]), fc.boolean(), ({ text, pieces }, holdsSpace) => {
      const result = scan(pieces, holdsSpace);
      expect(result.found).toBe(text);
      expect(result).toEqual(scan([text], holdsSpace));
    }),
  );
});

test("the first tag counts, the shortest of those that begin there", () => {
  expect(scan(["x<ab>y<a>"], false, ["<a>", "<ab>"]).all).toEqual([
    ["x", "<ab>"],
    ["y", "<a>"],
  ]);
  expect(scan(["<ab>"], false).all.map(([, tag]) => tag)).toEqual(["<", "b>"]);
});

test("what may become a tag is held, and the white space before it where that is wanted", () => {
  const scanner = new TagScanner();
  scanner.push("x \n<a");
  expect(scanner.next(["<a>"], false)).toEqual({ text: "x \n", tag: undefined });
  scanner.push(" \u3000<");
  expect(scanner.next(["<a>"], true)).toEqual({ text: "<a", tag: undefined });
  expect(scanner.rest()).toBe(" \u3000<");
});

test("white space is skipped up to the next character that is none", () => {
  const scanner = new TagScanner();
  scanner.skipSpace();
  for (const piece of [" ", "\n", " x "]) scanner.push(piece);
  expect(scanner.next([], false)).toEqual({ text: "x ", tag: undefined });
});

test("a leading tag goes with the white space around it", () => {
  const scanner = new TagScanner();
  scanner.push(" <th");
  expect(scanner.leading("<think>")).toBeUndefined();
  scanner.push("ink> \n");
  expect(scanner.leading("<think>")).toBe(true);
  scanner.push("x");
  expect(scanner.next([], false).text).toBe("x");
  scanner.push(" y");
  expect(scanner.leading("<think>")).toBe(false);
  expect(scanner.rest()).toBe(" y");
});
