import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { GgufError } from "../gguf/error.ts";
import { preTokenizer, preTokenizerNames } from "./pre-tokenizers.ts";
import { splitInTurn } from "./split.ts";

function words(name: string, text: string): string[] {
  return splitInTurn(preTokenizer(name).splits, text);
}

describe("words", () => {
  test.each<[name: string, text: string, words: string[]]>([
    ["gpt-2", "I'm 12 abc12  x\n\n", ["I", "'m", " 12", " abc", "12", " ", " x", "\n\n"]],
    ["qwen2", "I'M 12!\n\n (a)\n x", ["I", "'M", " ", "1", "2", "!\n\n", " (", "a", ")\n", " x"]],
    ["llama3", "12345  \n\n  x", ["123", "45", "  \n\n", " ", " x"]],
    ["gpt-4o", "camelCase ÉCOLEété it'S a/\n", ["camel", "Case", " ÉCOLEété", " it'S", " a", "/\n"]],
    ["tekken", "HTTPServer it's", ["HTTPServer", " it", "'s"]],
    ["deepseek-v3", "1234.foo 中文a", ["123", "4", ".foo", " ", "中文", "a"]],
    ["kimi-k2", "中文abc中", ["中文", "abc", "中"]],
    ["tiny_aya", "1234567 1234x", ["1", "234", "567", " ", "123", "4", "x"]],
    ["afmoe", "a 1234567", ["a", " ", "1", "234", "567"]],
    ["superbpe", "by the way 1234567, ok", ["by the way ", "1", "234", "567", ", ok"]],
    ["exaone-moe", "one two  three", ["one two", " ", " three"]],
    ["jais-2", `a${" ".repeat(13)}b`, ["a", " ".repeat(8), " ".repeat(4), " b"]],
  ])("of %s", (name, text, expected) => expect(words(name, text)).toEqual(expected));
});

const ofBytes = preTokenizerNames.filter((name) => preTokenizer(name).characters === undefined);

test.each(ofBytes)("the words of %s make up the text", (name) => {
  const { splits } = preTokenizer(name);
  const chunk = fc.constantFrom(..."aB1é中😀 \n\t\r'.,/<\u0301\u0661\u3000\u0085ʰǅ½", "'s", "'LL", "12345", "   ");
  const text = fc.array(chunk, { maxLength: 20 }).map((chunks) => chunks.join(""));
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: "binary" })), (value) => {
      const pieces = splitInTurn(splits, value);
      expect(pieces.join("")).toBe(value);
      expect(pieces).not.toContain("");
    }),
  );
});

/** One name for each set of patterns. */
const distinct = [
  "default gpt-2 starcoder falcon llama3 qwen2 qwen35 minicpm5 jais-2 deepseek-llm deepseek-coder deepseek-v3 youtu spark2_5 ufakzeka",
  "bloom viking tekken gpt-4o tiny_aya chameleon kimi-k2 superbpe bailingmoe seed-coder afmoe laguna exaone-moe",
].flatMap((names) => names.split(" "));

/** Runs that make a pattern go back and forth if it can, behind each of which no alternative may match. */
const hostile = [
  ..." \n\t\u00a0aAé1\u0661!'/,\u0301中한ʰǅ\0\u0378",
  ..."😀|𝒜|aA|a |a\u0301| \n|  5|!\n|'s|ab1|👩\u200d|<sentinel:|IMGIMG".split("|"),
].flatMap((unit) => ["", "1", "a"].map((end) => unit.repeat(20_000 / unit.length) + end));

test.each(distinct)("%s takes hostile texts in linear time", (name) => {
  const { splits } = preTokenizer(name);
  for (const text of hostile) {
    const start = performance.now();
    expect(splitInTurn(splits, text).join("") === text).toBeTrue();
    // A quadratic pattern takes a second or more.
    expect(performance.now() - start).toBeLessThan(250);
  }
});

test("names that are not known are refused", () => {
  for (const name of ["gpt-5", "", "constructor"]) {
    expect(() => preTokenizer(name)).toThrow(GgufError);
    expect(() => preTokenizer(name)).toThrow(`pre-tokenizer "${name}" is not supported (supported: default, gpt-2, `);
  }
});

test("no name is given twice", () => expect(new Set(preTokenizerNames).size).toBe(preTokenizerNames.length));
