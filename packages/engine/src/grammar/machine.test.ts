import { expect, test } from "bun:test";
import fc from "fast-check";
import { compileSchema } from "./compile-schema.ts";
import { Machine } from "./machine.ts";
import { accepts, byteVocabulary, modelSchema, randomNumbers } from "./testing.ts";
import { TokenSets } from "./token-sets.ts";
import { TokenTrie } from "./token-trie.ts";

const texts = [
  '{"',
  '"}',
  '": "',
  '","',
  '", "',
  '":',
  "[[",
  "]}",
  "null",
  "tru",
  "12",
  "0.",
  "ab",
  "\n  ",
  "é",
  "日本",
  "😀",
  '{"a":1}',
  "a",
  ...'"{}[]:,01eab',
];
// Pieces of characters too.
const halves = [Buffer.from("日").subarray(0, 2), Buffer.from("é").subarray(1), Buffer.from('本"').subarray(1)];
const whole = byteVocabulary(texts);
const vocabulary = {
  vocabSize: whole.vocabSize + halves.length,
  isEndOfGeneration: whole.isEndOfGeneration,
  piece: (token: number, special: boolean) => halves[token - whole.vocabSize] ?? whole.piece(token, special),
};
const sets = new TokenSets(new TokenTrie(vocabulary));
const end = whole.vocabSize - 1;
const has = (mask: Int32Array, token: number) => ((mask[token >> 5]! >>> (token & 31)) & 1) === 1;

/** Schemas whose automata are made of several, or change with what has been written. */
const heldSchema = fc.constantFrom<object>(
  { pattern: "^[ab0-9]+$", minLength: 3, maxLength: 5 },
  { pattern: "^(ab)*$", minLength: 5 },
  { pattern: "é|日", maxLength: 3, not: { pattern: "a" } },
  { pattern: "\\S", minLength: 2, not: { enum: ["ab", "a"] } },
  { type: "number", multipleOf: 0.25, not: { const: 12 } },
  { items: { enum: ["a", "ab", 1, 12, null] }, uniqueItems: true, minItems: 2 },
  { items: { type: "string", maxLength: 2, pattern: "^[abé]*$" }, uniqueItems: true, maxItems: 4 },
  { items: { anyOf: [{ type: "integer", minimum: 0, maximum: 20 }, { type: "boolean" }] }, uniqueItems: true },
  { properties: { a: { type: "boolean" }, b: { const: 1 } }, dependentRequired: { a: ["b"] } },
  { type: "array", items: { items: { enum: ["a", "b"] }, uniqueItems: true }, maxItems: 2 },
);

test("the mask has exactly the tokens that are then accepted, at least one, and the end where the value is complete", () => {
  fc.assert(
    fc.property(fc.oneof(modelSchema, heldSchema), fc.integer(), fc.nat(40), (schema, seed, length) => {
      const { shape } = compileSchema(JSON.stringify(schema));
      const random = randomNumbers(seed);
      const taken: number[] = [];
      const replayed = () => {
        const machine = new Machine(shape, sets);
        for (const token of taken) machine.accept(token);
        return machine;
      };
      let machine = replayed();
      for (let i = 0; i < length && !machine.isFinished; i++) {
        const allowed = Array.from({ length: vocabulary.vocabSize }, (_, token) => token).filter((token) => {
          return token !== end && has(machine.mask, token);
        });
        expect(allowed.length).toBeGreaterThan(0);
        taken.push(allowed[Math.floor(random() * allowed.length)]!);
        machine = replayed();
      }
      const { mask, isComplete } = machine;
      for (let token = 0; token < vocabulary.vocabSize; token++) {
        const wanted = token === end ? isComplete : replayed().accept(token);
        expect([token, has(mask, token)]).toEqual([token, wanted]);
      }
    }),
    { numRuns: 50 },
  );
});

test("what is expected is accepted, and nothing else could come but a space before a colon", () => {
  fc.assert(
    fc.property(modelSchema, fc.integer(), fc.nat(30), (schema, seed, length) => {
      const machine = new Machine(compileSchema(JSON.stringify(schema)).shape, sets);
      const random = randomNumbers(seed);
      for (let i = 0; i < length && !machine.isFinished; i++) {
        const expected = machine.expected(3);
        if (expected.length === 0) {
          const allowed = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => has(machine.mask, byte));
          if (allowed.length === 0) break;
          machine.accept(allowed[Math.floor(random() * allowed.length)]!);
        }
        for (const byte of expected) {
          const others = Array.from({ length: 256 }, (_, other) => other).filter((other) => has(machine.mask, other));
          expect(others.filter((other) => other !== byte && !(byte === 0x3a && other === 0x20))).toEqual([]);
          expect(machine.accept(byte)).toBe(true);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test.each([
  ["a key from its first letter on", '{"', 'name":'],
  ["the rest of a key", '{"na', 'me":'],
  ["nothing where white space may come", "{", ""],
  ["nothing within a free text", '{"name":"', ""],
  ["the rest of a constant", '{"name":"x","kind":"do', 'mestic"'],
  ["nothing behind the end", '{"name":"x","kind":"domestic"}', ""],
])("expects %s", (_, read, expected) => {
  const schema = {
    type: "object",
    properties: { name: { type: "string" }, kind: { enum: ["domestic", "wild"] } },
    required: ["name", "kind"],
  };
  const machine = new Machine(compileSchema(JSON.stringify(schema)).shape, sets);
  for (const byte of Buffer.from(read)) expect(machine.accept(byte)).toBe(true);
  expect(Buffer.from(machine.expected(100)).toString()).toBe(expected);
});

test("text is UTF-8: nothing overlong, no surrogates, nothing beyond the last code point", () => {
  const start = () => {
    const machine = new Machine(compileSchema('{"type":"string"}').shape, sets);
    machine.accept(0x22);
    return machine;
  };
  const read = (...bytes: number[]) => {
    const machine = start();
    return bytes.every((byte) => machine.accept(byte));
  };
  expect(read(0xc3, 0xa9)).toBe(true);
  expect(read(0xf0, 0x9f, 0x98, 0x80)).toBe(true);
  for (const bytes of [
    [0xc0],
    [0xc1],
    [0xe0, 0x80],
    [0xed, 0xa0],
    [0xf0, 0x80],
    [0xf4, 0x90],
    [0xf5],
    [0xff],
    [0x80],
  ]) {
    expect([bytes, read(...bytes)]).toEqual([bytes, false]);
  }
  const machine = start();
  machine.accept(0xe6);
  expect(machine.accept(0x22)).toBe(false);
});

test("a token that is refused changes nothing", () => {
  const machine = new Machine(compileSchema('{"const":"ab"}').shape, sets);
  expect([machine.accept(0x22), machine.accept(0x22), machine.accept(end)]).toEqual([true, false, false]);
  expect([machine.accept(0x61), machine.accept(0x62), machine.accept(0x22)]).toEqual([true, true, true]);
  expect([machine.isComplete, machine.isFinished, machine.accept(0x20)]).toEqual([true, true, false]);
});

test("a number may be complete and go on", () => {
  const machine = new Machine(compileSchema('{"type":"integer"}').shape, sets);
  machine.accept(0x31);
  expect([machine.isComplete, machine.isFinished, has(machine.mask, end), has(machine.mask, 0x32)]).toEqual([
    ...[true, false, true, true],
  ]);
});

test("a vocabulary without the bytes that must come is said to be so", () => {
  const few = { vocabSize: 2, isEndOfGeneration: (token: number) => token === 1, piece: () => Buffer.from("x") };
  const machine = new Machine(compileSchema('{"type":"object"}').shape, new TokenSets(new TokenTrie(few)));
  expect(() => machine.mask).toThrow("the vocabulary has no token for what must follow");
});

test("alternatives that begin alike are told apart as late as need be", () => {
  const option = (kind: string, value: object) => ({
    properties: { kind: { const: kind }, value },
    required: ["kind", "value"],
  });
  const schema = {
    items: { anyOf: [option("ab", { type: "integer" }), option("ac", { type: "null" }), { type: "null" }] },
  };
  expect(accepts(schema, '[{"kind":"ab","value":1},{"kind":"ac","value":null},null]')).toBe(true);
  expect(accepts(schema, '[{"kind":"ab","value":null}]')).toBe(false);
});

test("a text is the longest tokens that there are, without an end that is none", () => {
  const { trie } = sets;
  const tokensOf = (text: string) => trie.longestTokens(Buffer.from(text));
  const textOf = (tokens: readonly number[]) => Buffer.concat(tokens.map((token) => trie.piece(token))).toString();
  expect(tokensOf('{"a":1}x')).toHaveLength(2);
  expect(tokensOf("")).toEqual([]);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{"', "a", "é", "tru", '": "', "0", "日本") }), (text) => {
      expect(textOf(tokensOf(text))).toBe(text);
    }),
  );
});
