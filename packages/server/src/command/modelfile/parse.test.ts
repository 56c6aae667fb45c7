import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Instruction, parseModelfile } from "./parse.ts";
import { quote } from "./quote.ts";

const parse = (text: string) => parseModelfile(new TextEncoder().encode(text));
/** The value of the one SYSTEM instruction. */
const system = (text: string) => {
  const found = parse(`FROM x\n${text}`).find(({ name }) => name === "system");
  return found?.value;
};

test("every instruction, in order, in any case", () => {
  const text = `
# a comment with "quotes
from ./model.gguf
  Adapter a.gguf
DRAFT d.gguf
TEMPLATE """{{ .Prompt }}
end"""
SYSTEM You are # not a comment
LICENSE MIT
RENDERER r
PARSER p
REQUIRES 0.14.0
PARAMETER stop "a b "
parameter\ttop_k   40
MESSAGE user hi there
MESSAGE assistant "hello"`;
  expect(parse(text)).toEqual([
    { name: "from", value: "./model.gguf" },
    { name: "adapter", value: "a.gguf" },
    { name: "draft", value: "d.gguf" },
    { name: "template", value: "{{ .Prompt }}\nend" },
    { name: "system", value: "You are # not a comment" },
    { name: "license", value: "MIT" },
    { name: "renderer", value: "r" },
    { name: "parser", value: "p" },
    { name: "requires", value: "0.14.0" },
    { name: "parameter", key: "stop", value: "a b " },
    { name: "parameter", key: "top_k", value: "40" },
    { name: "message", role: "user", value: "hi there" },
    { name: "message", role: "assistant", value: "hello" },
  ]);
});

describe("values", () => {
  test.each([
    ["SYSTEM a  b \t", "a  b"],
    ["SYSTEM ", ""],
    ["SYSTEM \nPARAMETER top_k 1", ""],
    ["SYSTEM a\nPARAMETER top_k 1", "a"],
    ["SYSTEM a\r\nPARAMETER top_k 1", "a"],
    ['SYSTEM ""', ""],
    ['SYSTEM """"""', ""],
    ['SYSTEM """\na\n"""', "\na\n"],
    ['SYSTEM """\r\na\r\n"""', "\r\na\r\n"],
    ['SYSTEM "a\nb"', "a\nb"],
    ['SYSTEM "a "b" c"', 'a "b" c'],
    ['SYSTEM """a "b" c"""', 'a "b" c'],
    ['SYSTEM "a" tail\nmore"', 'a" tail\nmore'],
    ["SYSTEM 'a'", "'a'"],
    ['SYSTEM a"', 'a"'],
    ["SYSTEM a\\nb", "a\\nb"],
    ['SYSTEM "a\tb"', "a\tb"],
    ["SYSTEM a\u0007b\u200Dc\u00A0d", "abcd"],
    ["SYSTEM héllo 日本 👍", "héllo 日本 👍"],
  ])("%j is %j", (text, value) => {
    expect(system(text)).toBe(value);
  });
});

describe("traps of the second word", () => {
  test("a second blank makes the parameter's name empty", () => {
    expect(parse("FROM x\nPARAMETER  top_k 1")[1]).toEqual({ name: "parameter", key: "", value: "top_k 1" });
  });
});

const command =
  'command must be one of "from", "license", "template", "system", "adapter", "draft", "renderer", "parser", "parameter", "message", or "requires"';

describe("errors", () => {
  test.each([
    ["", "no FROM line"],
    ["# FROM x", "no FROM line"],
    ["SYSTEM x\n", "no FROM line"],
    ["FROM x\nBAD y", `(line 2): ${command}`],
    ["FROM x\r\nBAD y", `(line 3): ${command}`],
    ["FROM-x y", `(line 1): ${command}`],
    ["FROM\nx", `(line 2): ${command}`],
    ["1FROM x", `(line 1): ${command}`],
    ["FROM", "unexpected EOF"],
    ["FROM x\nMESSAGE badguy hi", '(line 2): message role must be one of "system", "user", or "assistant"'],
    ["FROM x\nMESSAGE  user hi", '(line 2): message role must be one of "system", "user", or "assistant"'],
    ["FROM x\nMESSAGE User hi", '(line 2): message role must be one of "system", "user", or "assistant"'],
    ["FROM x\nMESSAGE user: hi", "unexpected EOF: user"],
    ["FROM x\nMESSAGE user", "unexpected EOF"],
    ["FROM x\nPARAMETER top_k", "unexpected EOF"],
    ["FROM x\nPARAMETER top_k\n1", "unexpected EOF: top_k"],
    ["FROM x\nPARAMETER top-k 1", "unexpected EOF: top"],
    ['FROM x\nSYSTEM "a', "unexpected EOF"],
    ['FROM x\nSYSTEM """a"', "unexpected EOF"],
    ['FROM x\nSYSTEM """""', "unexpected EOF"],
  ])("%j", (text, message) => {
    expect(() => parse(text)).toThrow(new Error(message));
  });
});

/** Characters without a picture, which pages, messengers and editors leave in what is copied from them. */
const invisible = [
  "\u200b",
  "\u00a0",
  "\ufeff",
  "\u2060",
  "\u00ad",
  "\u200e",
  "\u3000",
  "\u000b",
  "\u007f",
  "\u0085",
  "\u001a",
];

describe.each(invisible)("the invisible character %j is taken as Ollama takes it", (character) => {
  test("it may stand before an instruction", () => {
    expect(parse(`${character}FROM x\n${character}SYSTEM y`)).toEqual([
      { name: "from", value: "x" },
      { name: "system", value: "y" },
    ]);
  });

  test("in a value it is dropped", () => {
    expect(parse(`FROM ${character}x${character}y${character}`)).toEqual([{ name: "from", value: "xy" }]);
  });

  test("anywhere else it is refused", () => {
    // The first of two at the start of a file may be a byte order mark.
    expect(() => parse(`FROM x\n${character}${character}SYSTEM y`)).toThrow(`(line 2): ${command}`);
    expect(() => parse(`FR${character}OM x`)).toThrow(`(line 1): ${command}`);
    expect(() => parse(`FROM x\nPARAMETER top_k${character} 1`)).toThrow("unexpected EOF: top_k");
    expect(() => parse(`FROM x\n${character}`)).toThrow("unexpected EOF");
  });
});

test("byte order marks and UTF-16", () => {
  const text = "FROM é";
  const utf16 = Buffer.from(text, "utf16le");
  const expected: Instruction[] = [{ name: "from", value: "é" }];
  expect(parse(`\uFEFF${text}`)).toEqual(expected);
  expect(parseModelfile(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]))).toEqual(expected);
  expect(parseModelfile(Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]))).toEqual(expected);
});

/** Values that the grammar can hold: printable, not starting with a quote, no line ending in closing quotes. */
const value = fc
  .array(fc.constantFrom("a", "é", "日", "👍", " ", "\t", "\n", '"', "'", "#", "FROM ", "\\n", "{{ .Prompt }}"))
  .map((parts) => parts.join(""))
  .filter((text) => {
    if (!text.includes("\n") && text === text.trim()) return unquotable(text);
    if (quote(text) === text) return false;
    const closing = text.includes('"') ? '"""' : '"';
    return (
      !`${closing}${text}`.split("\n").some((line) => line.trimEnd().endsWith(closing) && line !== closing) &&
      !text.endsWith('"')
    );
  });
const unquotable = (text: string) => !text.startsWith('"');

test("a written value reads back, whatever follows it", () => {
  fc.assert(
    fc.property(value, value, (first, second) => {
      const text = `FROM x\nSYSTEM ${quote(first)}\nMESSAGE user ${quote(second)}\n`;
      expect(parse(text)).toEqual([
        { name: "from", value: "x" },
        { name: "system", value: first },
        { name: "message", role: "user", value: second },
      ]);
    }),
  );
});

test("no input does anything but parse or throw a plain error", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        expect(parseModelfile(bytes).length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toHaveProperty("name", "CommandError");
      }
    }),
  );
});
