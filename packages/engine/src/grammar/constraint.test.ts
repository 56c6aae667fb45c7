import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { FreeSection, type FreeSectionTags } from "./free-section.ts";
import { Grammars } from "./grammars.ts";
import { byteVocabulary } from "./testing.ts";

const tags: FreeSectionTags = { opening: "<think>", closing: "</think>", isOpen: false };
const extra = ["</think>", ">\n\n", '>{"', ' {"', "é</th"];
const vocabulary = byteVocabulary(extra);
const tokenizer = vocabulary as Tokenizer;
const end = vocabulary.vocabSize - 1;
const grammars = new Grammars(tokenizer);
const schema = '{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}';
const allows = (mask: Int32Array | undefined, token: number) =>
  mask === undefined || ((mask[token >> 5]! >>> (token & 31)) & 1) === 1;

/** Offers tokens; gives those that were taken in, as text. */
function offer(free: FreeSectionTags | undefined, tokens: readonly number[]): string {
  const constraint = grammars.constraint({ schema, ...(free && { free }) });
  let text = "";
  for (const token of tokens) {
    if (allows(constraint.mask, token) && constraint.accept(token)) text += Buffer.from(vocabulary.piece(token, true));
  }
  return text;
}
const bytes = (text: string) => [...Buffer.from(text)];
const token = (text: string) => 256 + extra.indexOf(text);

describe("a constraint", () => {
  test("without a free section holds from the first token on, and is finished with the value", () => {
    expect(offer(undefined, bytes('x {"b":0"a": 12 }y'))).toBe('{"a": 12 }');
    const constraint = grammars.constraint({ schema });
    for (const byte of bytes('{"a":1')) constraint.accept(byte);
    expect(constraint.isFinished).toBe(false);
    expect(allows(constraint.mask, end)).toBe(false);
    constraint.accept(bytes("}")[0]!);
    expect(constraint.isFinished).toBe(true);
    expect(allows(constraint.mask, end)).toBe(true);
  });

  test("begins behind the closing tag, with little white space", () => {
    expect(offer(tags, [...bytes("<think>{x</thi</think>"), ...bytes('\n\n\n{"a":1}')])).toBe(
      '<think>{x</thi</think>\n\n{"a":1}',
    );
    expect(offer({ ...tags, isOpen: true }, [...bytes("hm"), token("</think>"), ...bytes('{"a":1}')])).toBe(
      'hm</think>{"a":1}',
    );
  });

  test("begins at once if the answer does not begin with the opening tag", () => {
    const constraint = grammars.constraint({ schema, free: tags });
    expect([allows(constraint.mask, bytes("H")[0]!), allows(constraint.mask, end)]).toEqual([true, false]);
    expect(constraint.accept(bytes("H")[0]!)).toBe(false);
    expect(allows(constraint.mask, bytes("H")[0]!)).toBe(false);
    expect(offer(tags, bytes('Sure: {"a":1}'))).toBe('{"a":1}');
  });

  test("lets no answer end before its value", () => {
    for (const text of ["", "<thi", "<think>x", "<think>x</thi", "<think>x</think>", '<think>x</think>{"a":']) {
      const constraint = grammars.constraint({ schema, free: tags });
      for (const byte of bytes(text)) constraint.accept(byte);
      expect([text, allows(constraint.mask, end)]).toEqual([text, false]);
    }
  });

  test("lets nothing break a tag that has begun, nor text follow the closing one in its token", () => {
    expect(offer(tags, bytes('<thx{"ink>'))).toBe("<think>");
    expect(
      offer({ ...tags, isOpen: true }, [...bytes("</think"), token('>{"'), token(">\n\n"), ...bytes('{"a":1}')]),
    ).toBe('</think>\n\n{"a":1}');
  });
});

test("a free section ends where its closing tag does, whatever the pieces", () => {
  const piece = fc.oneof(fc.constantFrom("<", "/think>", "</think>", "\n", "a", "</", "think>"), fc.string());
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const section = new FreeSection({ ...tags, isOpen: true });
      let text = "";
      for (const next of pieces) {
        const whole = text + next;
        const at = whole.indexOf(tags.closing);
        const behind = whole.slice(at + tags.closing.length);
        const verdict = section.judge(next);
        expect(verdict).toBe(at < 0 ? "stays" : /^[ \t\r\n]*$/.test(behind) ? "ends" : "breaks");
        if (verdict === "ends") return;
        if (verdict === "breaks") continue;
        section.advance(next);
        text = whole;
      }
    }),
  );
});

test("compiled schemas are kept, and errors are not", () => {
  for (let i = 0; i < 40; i++) grammars.constraint({ schema: `{"const":${i}}` });
  expect(() => grammars.constraint({ schema: "false" })).toThrow("the schema allows no value");
  expect(() => grammars.constraint({ schema: "{" })).toThrow("the schema is not valid JSON");
  expect(grammars.constraint({ schema: '{"uniqueItems":true}' }).unenforced).toEqual(["uniqueItems"]);
});
