/** What the tests of grammars share. */
import fc from "fast-check";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { type CompiledSchema, compileSchema } from "./compile-schema.ts";
import { Machine } from "./machine.ts";
import { TokenSets } from "./token-sets.ts";
import { TokenTrie } from "./token-trie.ts";

type JsonSchema = boolean | { readonly [keyword: string]: unknown };

const word = fc.stringMatching(/^[a-z_]{1,8}$/);
const text = fc.oneof(word, fc.constantFrom("é", "日本", "😀", 'a"b', "back\\slash", "new\nline", "", "1", "10", "2"));

const range = (max: number) =>
  fc.tuple(fc.nat(max), fc.nat(max)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

/** Values of keywords that go with `low` and `high`, both, one or none. */
const bounds = (low: string, high: string, max: number) =>
  fc.tuple(range(max), fc.boolean(), fc.boolean()).map(([[from, to], hasLow, hasHigh]) => ({
    ...(hasLow && { [low]: from }),
    ...(hasHigh && { [high]: to }),
  }));

const patterns = [
  "^[a-z]{2,5}$",
  "^\\d{3}-\\d{4}$",
  "ab+c",
  "^(?:yes|no|\\w+!)$",
  "^[^x]{1,3}$",
  "^.*\\.png$",
  "^\\S+$",
];
const formats = ["date", "time", "date-time", "uuid", "email", "ipv4", "ipv6", "uri", "hostname", "duration"];

/** Schemas as Pydantic and zod write them: models with defaults and descriptions, references, unions, maps, bounds. */
export const modelSchema: fc.Arbitrary<JsonSchema> = fc
  .letrec<{ schema: JsonSchema; leaf: JsonSchema; object: JsonSchema }>((tie) => ({
    leaf: fc.oneof(
      bounds("minLength", "maxLength", 12).map((more) => ({ type: "string", ...more })),
      fc.constantFrom(...patterns).map((pattern) => ({ type: "string", pattern })),
      fc.constantFrom(...formats).map((format) => ({ type: "string", format })),
      bounds("minimum", "maximum", 5000).map((more) => ({ type: "integer", ...more })),
      fc.tuple(fc.integer({ min: -5000, max: 10 }), fc.nat(5000)).map(([minimum, size]) => {
        return { type: "integer", minimum, exclusiveMaximum: minimum + size + 1 };
      }),
      fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 900 })).map(([low, size]) => {
        return { type: "number", minimum: low / 100, maximum: (low + size) / 100 };
      }),
      fc.constantFrom(
        { type: "number" },
        { type: "number", exclusiveMinimum: 0 },
        { type: "number", multipleOf: 0.01 },
      ),
      fc.constantFrom({ type: "boolean" }, { type: "null" }, { type: ["string", "null"] }),
      fc.uniqueArray(text, { minLength: 1, maxLength: 5 }).map((values) => ({ enum: values, type: "string" })),
      fc.constantFrom({ const: "cat" }, { const: 3 }, { enum: [1, "two", null, [3], { a: 1 }] }),
    ),
    object: fc
      .uniqueArray(fc.tuple(text, tie("schema"), fc.boolean(), fc.boolean()), {
        maxLength: 5,
        selector: ([name]) => name,
      })
      .chain((properties) =>
        fc
          .constantFrom({}, {}, { additionalProperties: false }, { additionalProperties: { type: "integer" } })
          .map((more) => ({
            title: "Model",
            type: "object",
            properties: Object.fromEntries(
              properties.map(([name, schema, , described]) => [
                name,
                described && typeof schema === "object" ? { ...schema, title: "T", description: "says what" } : schema,
              ]),
            ),
            required: properties.filter(([, , required]) => required).map(([name]) => name),
            ...more,
          })),
      ),
    schema: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      tie("leaf"),
      tie("object"),
      fc
        .tuple(tie("schema"), bounds("minItems", "maxItems", 4))
        .map(([items, more]) => ({ type: "array", items, ...more })),
      tie("schema").map((schema) => ({ anyOf: [schema, { type: "null" }], default: null })),
      fc.tuple(tie("schema"), tie("schema")).map(([a, b]) => ({ anyOf: [a, b] })),
      tie("schema").map((schema) => ({ allOf: [schema], description: "one" })),
      tie("schema").map((additionalProperties) => ({ type: "object", additionalProperties })),
      fc.tuple(tie("leaf"), tie("leaf")).map((prefixItems) => {
        return { type: "array", prefixItems, minItems: 2, maxItems: 2 };
      }),
      fc.constantFrom({ $ref: "#/$defs/Node" }, { $ref: "#/$defs/Color" }),
      fc.constantFrom({
        allOf: [{ $ref: "#/$defs/Base" }, { properties: { extra: { type: "boolean" } }, required: ["extra"] }],
      }),
    ),
  }))
  .object.map((schema) => ({
    ...(schema as object),
    $defs: {
      Color: { enum: ["red", "green"], type: "string" },
      Base: { type: "object", properties: { id: { type: "integer", minimum: 1 } }, required: ["id"] },
      Node: {
        type: "object",
        properties: {
          name: { type: "string", maxLength: 4 },
          children: { type: "array", items: { $ref: "#/$defs/Node" }, maxItems: 2 },
        },
        required: ["name", "children"],
      },
    },
  }));

/** What {@link write} made. */
export interface Written {
  readonly text: string;
  readonly isComplete: boolean;
}

/**
 * Writes a value as a model with random logits would under the masks of a schema, with some liking for tokens that end
 * something. Throws if a mask is empty, or has a token that is then refused.
 */
export function write(schema: CompiledSchema, sets: TokenSets, random: () => number, mostTokens: number): Written {
  const machine = new Machine(schema.shape, sets);
  const bytes: number[] = [];
  for (let i = 0; i < mostTokens && !machine.isFinished; i++) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    machine.mask.forEach((word, index) => {
      for (let left = word; left !== 0; left &= left - 1) {
        const token = index * 32 + 31 - Math.clz32(left & -left);
        const piece = sets.trie.piece(token);
        const isEnd = piece.length === 0 || [0x22, 0x7d, 0x5d].includes(piece[0]!);
        const score = random() + (isEnd ? random() * 0.3 : 0);
        if (score > most) [most, best] = [score, token];
      }
    });
    if (sets.trie.ends.includes(best)) break;
    if (best < 0 || !machine.accept(best)) throw new Error(`token ${best} can't follow ${Buffer.from(bytes)}`);
    bytes.push(...sets.trie.piece(best));
  }
  return {
    text: new TextDecoder("utf-8", { fatal: machine.isComplete }).decode(Uint8Array.from(bytes)),
    isComplete: machine.isComplete,
  };
}

/** A generator of numbers in [0, 1) that a seed repeats (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A vocabulary of single bytes (token = byte) and these texts, with one token that ends answers, the last. */
export function byteVocabulary(
  texts: readonly string[] = [],
): Pick<Tokenizer, "vocabSize" | "isEndOfGeneration" | "piece"> {
  const pieces = [
    ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
    ...texts.map((each) => Buffer.from(each)),
  ];
  return {
    vocabSize: pieces.length + 1,
    isEndOfGeneration: (token) => token === pieces.length,
    piece: (token) => pieces[token] ?? new Uint8Array(0),
  };
}

/** Whether a schema lets a text through, byte by byte. */
export function accepts(schema: JsonSchema | CompiledSchema, value: string): boolean {
  const compiled = isCompiled(schema) ? schema : compileSchema(JSON.stringify(schema));
  const machine = new Machine(compiled.shape, byteSets);
  return Array.from(Buffer.from(value)).every((byte) => machine.accept(byte)) && machine.isComplete;
}

export const byteSets = new TokenSets(new TokenTrie(byteVocabulary()));

function isCompiled(schema: JsonSchema | CompiledSchema): schema is CompiledSchema {
  return typeof schema === "object" && "unenforced" in schema;
}
