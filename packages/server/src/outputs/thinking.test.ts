import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { textInPieces } from "./pieces.ts";
import { ThinkingParser } from "./thinking.ts";

const tags = { opening: "<think>", closing: "</think>" };

function read(pieces: readonly string[], isOpen = false) {
  const parser = new ThinkingParser(tags, isOpen);
  const deltas = [...pieces.map((piece) => parser.add(piece)), parser.end()];
  return {
    thinking: deltas.map((delta) => delta.thinking).join(""),
    content: deltas.map((delta) => delta.content).join(""),
  };
}

describe("the whole output", () => {
  test.each<[string, string, string]>([
    ["", "", ""],
    ["answer", "", "answer"],
    ["  answer", "", "  answer"],
    ["<think>hm</think>yes", "hm", "yes"],
    [" \n<think>\n hm \n</think>\n\n yes \n", "hm \n", "yes \n"],
    ["<think>hm", "hm", ""],
    ["<think>a < b </thin", "a < b </thin", ""],
    ["<think></think>yes", "", "yes"],
    ["<think>a</think>b<think>c</think>", "a", "b<think>c</think>"],
    ["<think>a</think></think>", "a", "</think>"],
    ["<think>a<think>b</think>c", "a<think>b", "c"],
    ["x<think>a</think>", "", "x<think>a</think>"],
    ["  <thi", "", "  <thi"],
    ["<thin air", "", "<thin air"],
    [" \u0085\u00a0", "", " \u0085\u00a0"],
    // Not white space in Go.
    ["<think>\ufeffhm</think>yes", "\ufeffhm", "yes"],
  ])("%j", (text, thinking, content) => {
    expect(read([text])).toEqual({ thinking, content });
  });

  test.each<[string, string, string]>([
    ["hm</think> yes", "hm", "yes"],
    ["\nhm", "hm", ""],
    ["<think>hm</think>yes", "<think>hm", "yes"],
    ["</think>yes", "", "yes"],
  ])("after a prompt that opens the thinking: %j", (text, thinking, content) => {
    expect(read([text], true)).toEqual({ thinking, content });
  });
});

describe("a stream", () => {
  test.each<[string[], [string, string][]]>([
    [
      ["<th", "ink", ">", " ", "a", "b</", "x", "</think", ">", "\n", "c", "</think>"],
      [
        ["", ""],
        ["", ""],
        ["", ""],
        ["", ""],
        ["a", ""],
        ["b", ""],
        ["</x", ""],
        ["", ""],
        ["", ""],
        ["", ""],
        ["", "c"],
        ["", "</think>"],
      ],
    ],
    [
      [" ", "<", "b>"],
      [
        ["", ""],
        ["", ""],
        ["", " <b>"],
      ],
    ],
  ])("%j", (pieces, deltas) => {
    const parser = new ThinkingParser(tags, false);
    expect(pieces.map((piece) => parser.add(piece))).toEqual(
      deltas.map(([thinking, content]) => ({ thinking, content })),
    );
  });

  const outputs = textInPieces(["<think>", "</think>", "<th", "</", " ", "\n", "words"]);

  test("any pieces give what the whole gives", () => {
    fc.assert(
      fc.property(outputs, fc.boolean(), ({ text, pieces }, isOpen) => {
        expect(read(pieces, isOpen)).toEqual(read([text], isOpen));
      }),
    );
  });

  test("nothing is lost but a pair of tags and the white space beside them", () => {
    fc.assert(
      fc.property(outputs, fc.boolean(), ({ text, pieces }, isOpen) => {
        const { thinking, content } = read(pieces, isOpen);
        const space = "\\p{White_Space}*";
        const parts = isOpen
          ? [`${space}`, `(?:${tags.closing}${space})?`]
          : [`(?:${space}${tags.opening}${space})?`, `(?:${tags.closing}${space})?`];
        const quoted = [thinking, content].map((part) => RegExp.escape(part));
        expect(text).toMatch(new RegExp(`^${parts[0]}${quoted[0]}${parts[1]}${quoted[1]}$`, "u"));
      }),
    );
  });
});
