import { describe, expect, test } from "bun:test";
import { GenerateRequest } from "@cria/spec";
import fc from "fast-check";
import { decodeBase64 } from "./base64.ts";
import { decodeBody, decodeBytes } from "./decode.ts";
import { ApiError } from "./error.ts";
import { atOnce } from "./in-slices.ts";
import { openJson } from "./json-reader.ts";
import { maxNames, maxValues } from "./json-syntax.ts";
import { readText } from "./json-text.ts";
import { longestTurn } from "./longest-turn.ts";
import { readAny } from "./read-any.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("any value is read as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.json({ depthSize: "large", maxDepth: 8 }), fc.constantFrom(undefined, 1), (text, indent) => {
      const spaced = ` ${JSON.stringify(JSON.parse(text), null, indent)} `;
      const reader = atOnce(openJson(bytes(spaced)))!;
      expect(atOnce(readAny(reader, Number))).toEqual(JSON.parse(text));
      expect(reader.position).toBe(bytes(spaced).length - 1);
    }),
  );
});

describe("a string of megabytes, read piece by piece, is what it is when it is read at once", () => {
  const parts = [
    "a",
    "é",
    "世",
    "🦙",
    "\\n",
    "\\\\",
    '\\"',
    "\\u00e9",
    "\\ud83e\\udd99",
    "\\ud83e",
    "\\udd99",
    "x".repeat(40),
  ];
  test.each([
    ["anything", parts],
    ["nothing escaped", ["a", "é", "世", "🦙"]],
    ["one character of four bytes again and again", ["🦙"]],
    ["backslashes alone", ["\\\\"]],
    ["pairs of surrogates alone", ["\\ud83e\\udd99"]],
    ["pairs of surrogates and halves of them", ["\\ud83e\\udd99", "\\ud83e", "\\udd99"]],
  ])("%s", (_, alphabet) => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 50 }),
        fc.nat(8),
        (chosen, offset) => {
          const period = chosen.join("");
          const text = "y".repeat(offset) + period.repeat(Math.ceil((1.2 * 2 ** 20) / bytes(period).length));
          const wanted = (JSON.parse(`"${text}"`) as string).replace(/\p{Surrogate}/gu, "\ufffd");
          // Not toBe, which would print the megabytes.
          expect(atOnce(readText(bytes(text))) === wanted).toBe(true);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("malformed UTF-8", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 9 }), (bad) => {
        const clean = bad.map((byte) => (byte < 0x20 || byte === 0x22 || byte === 0x5c ? 0x80 : byte));
        const repeated = Buffer.concat(Array.from({ length: Math.ceil((1.1 * 2 ** 20) / clean.length) }, () => clean));
        expect(atOnce(readText(repeated)) === new TextDecoder("utf-8", { ignoreBOM: true }).decode(repeated)).toBe(
          true,
        );
      }),
      { numRuns: 20 },
    );
  });
});

test("megabytes of base64 are what they are when they are decoded at once, errors included", () => {
  const random = crypto.getRandomValues(new Uint8Array(65_536));
  const whole = Buffer.concat(Array.from({ length: 40 }, () => random)).subarray(0, 2_500_001);
  const text = whole.toString("base64");
  expect(Buffer.compare(decodeBase64(text), whole)).toBe(0);
  const broken = text.replace(/.{76}/g, "$&\r\n");
  expect(Buffer.compare(decodeBase64(broken), whole)).toBe(0);
  for (const at of [10, 2 ** 20 + 3, text.length - 10]) {
    for (const wrong of [" ", "#", "="]) {
      const bad = text.slice(0, at) + wrong + text.slice(at + 1);
      expect(() => decodeBase64(bad)).toThrow("illegal base64 data at input byte ");
    }
  }
});

describe("what takes more memory than a request may", () => {
  const refused: readonly (readonly [what: string, body: () => string])[] = [
    ["numbers", () => `{"context":[${"1,".repeat(maxValues)}1]}`],
    ["messages", () => `{"context":[${"{},".repeat(maxNames)}{}]}`],
    ["names", () => `{"options":{${Array.from({ length: maxNames + 1 }, (_, at) => `"k${at}":1`).join()}}}`],
    ["values nobody reads", () => `{"unknown":[${"[],".repeat(maxNames)}[]]}`],
  ];
  test.each(refused)("too many %s are refused with 413", async (_, body) => {
    const error = await decodeBody(GenerateRequest, bytes(body())).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 413,
      message: expect.stringMatching(/^request body too large: it has more than/),
    });
  });

  test("the context of a very long conversation is taken", () => {
    const { context } = decodeBytes(GenerateRequest, bytes(`{"model":"m","context":[${"1,".repeat(999_000)}1]}`));
    expect(context).toHaveLength(999_001);
  });
});

const million = 2 ** 20;
const large: readonly (readonly [what: string, body: () => string])[] = [
  ["numbers", () => `{"model":"m","context":[${"1,".repeat(32 * million)}1]}`],
  ["numbers that are taken", () => `{"model":"m","context":[${"12345678,".repeat(900_000)}1]}`],
  ["one string", () => `{"model":"m","prompt":"${"x".repeat(64 * million)}"}`],
  ["one string full of escapes", () => `{"model":"m","prompt":"${"\\n".repeat(32 * million)}"}`],
  ["an image", () => `{"model":"m","images":["${"AAAA".repeat(16 * million)}"]}`],
  ["something unknown", () => `{"model":"m","unknown":"${"\\n".repeat(32 * million)}"}`],
  ["options", () => `{"model":"m","options":{${Array.from({ length: 130_000 }, (_, at) => `"k${at}":1`).join()}}}`],
  ["empty space", () => `{"model":"m",${" ".repeat(64 * million)}"prompt":"x"}`],
];
test.each(large)(
  "a body of 64 MB does not keep others waiting: %s",
  async (_, body) => {
    const content = bytes(body());
    expect(await longestTurn(() => decodeBody(GenerateRequest, content))).toBeLessThan(100);
  },
  60_000,
);
