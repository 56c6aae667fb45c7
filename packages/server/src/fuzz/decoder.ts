import { isDeepStrictEqual } from "node:util";
import { type Operation, operations } from "@cria/spec";
import { arbitrary } from "@cria/spec/testing";
import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import { decodeBody, decodeBytes } from "../http/decode.ts";
import { ApiError } from "../http/error.ts";
import { atOnce } from "../http/in-slices.ts";
import { openJson } from "../http/json-reader.ts";
import { JsonSyntaxError } from "../http/json-syntax.ts";
import { readAny } from "../http/read-any.ts";

const schemas: readonly TSchema[] = Object.values<Operation>(operations).flatMap(({ request }) => request ?? []);
const values = new Map(schemas.map((schema) => [schema, arbitrary(schema)]));

/** What is put into bodies, beside parts of themselves. */
const pieces = [
  ...'{}[]",:\\ \n\t\u0000\u007f',
  ..."é🦙\ufeff\u2028",
  ...["null", "true", "-0", "1e999", "0x1", "1.", "1e5", "9".repeat(30), "\\u", "\\ud83e", "\\u0000", "//", "'"],
  ...['"__proto__":', '"model":', '"MODEL":', '"messages":[', '{"role":"user","content":"', "NaN", "[".repeat(40)],
].map((text) => new TextEncoder().encode(text));

/** One change of a body: at a place (from 0 to 1), some bytes are taken away, and others put there. */
interface Change {
  readonly at: number;
  readonly removed: number;
  readonly put: (body: Uint8Array) => Uint8Array;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(200)),
  put: fc.oneof(
    fc.constantFrom(...pieces).map((piece) => () => piece),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => () => bytes),
    // A part of the body itself.
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(60)).map(([from, length]) => (body: Uint8Array) => {
      const start = Math.floor(from * body.length);
      return body.subarray(start, start + length);
    }),
  ),
});

/** A body for one of the API's operations, and what was done to it. */
const cases = fc.constantFrom(...schemas).chain((schema) =>
  fc.record({
    schema: fc.constant(schema),
    value: fc.oneof({ arbitrary: values.get(schema)!, weight: 4 }, { arbitrary: fc.jsonValue(), weight: 1 }),
    indent: fc.constantFrom(undefined, 1),
    changes: fc.array(change, { maxLength: 3 }),
  }),
);

/**
 * Decodes a random body of a request: what comes of it is a value, or an answer with status 400 or 413, and it is what
 * `JSON.parse` says of the same text. Throws an Error otherwise.
 */
export async function fuzzDecoder(seed: number): Promise<"decoded" | "refused"> {
  const [drawn] = fc.sample(cases, { seed, numRuns: 1 });
  const { schema, value, indent, changes } = drawn!;
  const body = changes.reduce(applied, new TextEncoder().encode(JSON.stringify(value, null, indent)));
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  const fail = (why: string) => new Error(`${why}: ${JSON.stringify(text)}`);

  const outcome = await outcomeOf(() => decodeBody(schema, body));
  if (!isDeepStrictEqual(outcome, await outcomeOf(async () => decodeBytes(schema, body)))) {
    throw fail("in slices it is not what it is at once");
  }
  const { error } = outcome;
  if (error !== undefined && !(error instanceof ApiError && [400, 413].includes(error.status))) {
    throw fail(`it is answered with ${error}`);
  }

  const wanted = parse(text);
  const reader = open(body);
  if (wanted !== undefined) {
    if (reader === undefined) throw fail("JSON is refused");
    if (!isDeepStrictEqual(atOnce(readAny(reader, Number)), withoutLoneSurrogates(wanted.value))) {
      throw fail("it is read as something else");
    }
  } else if (reader !== undefined) {
    // What follows the first value does not count.
    const start = reader.position;
    reader.skip();
    const first = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body.subarray(start, reader.position));
    if (parse(first) === undefined) throw fail("what is no JSON is taken");
  }
  return error === undefined ? "decoded" : "refused";
}

function applied(body: Uint8Array, { at, removed, put }: Change): Uint8Array<ArrayBuffer> {
  const start = Math.floor(at * body.length);
  return Buffer.concat([body.subarray(0, start), put(body), body.subarray(start + removed)]);
}

async function outcomeOf(decode: () => Promise<unknown>): Promise<{ value?: unknown; error?: unknown }> {
  try {
    return { value: await decode() };
  } catch (error) {
    return { error };
  }
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** A reader of the body's first value; undefined for what is no JSON. */
function open(body: Uint8Array) {
  try {
    return atOnce(openJson(body));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

/** Go has no lone surrogates. */
function withoutLoneSurrogates(value: unknown): unknown {
  const clean = (text: string) => text.replace(/\p{Surrogate}/gu, "\ufffd");
  if (typeof value === "string") return clean(value);
  if (Array.isArray(value)) return value.map(withoutLoneSurrogates);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [clean(key), withoutLoneSurrogates(member)]));
}
