import { expect, test } from "bun:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { readGguf } from "../gguf/reader.ts";
import { storiesAbsent, storiesPath } from "../gguf/testing.ts";
import { createTokenizer } from "../tokenizer/create-tokenizer.ts";
import { compileSchema } from "./compile-schema.ts";
import { byteSets, modelSchema, randomNumbers, write } from "./testing.ts";
import { TokenSets } from "./token-sets.ts";
import { TokenTrie } from "./token-trie.ts";

// Quotients such as 600537.93 / 0.01 are inexact.
const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 5, logger: false, validateSchema: false });
addFormats.default(ajv as never);

/** Writes random values of random schemas: all that come to an end are valid. */
function check(sets: TokenSets, numRuns: number): void {
  let ended = 0;
  fc.assert(
    fc.property(modelSchema, fc.integer(), (schema, seed) => {
      const compiled = compileSchema(JSON.stringify(schema));
      expect(compiled.unenforced).toEqual([]);
      const { text, isComplete } = write(compiled, sets, randomNumbers(seed), 600);
      if (!isComplete) return;
      ended++;
      const validate = ajv.compile(schema as object);
      if (!validate(JSON.parse(text))) throw new Error(`${text}: ${JSON.stringify(validate.errors)}`);
      ajv.removeSchema(schema as object);
    }),
    { numRuns },
  );
  expect(ended).toBeGreaterThan(numRuns / 2);
}

test("random values of 200 schemas are valid, written byte by byte", () => check(byteSets, 200));

test.skipIf(storiesAbsent)(
  "random values of 200 schemas are valid, in a real vocabulary (needs shared/fixtures)",
  async () => {
    check(new TokenSets(new TokenTrie(createTokenizer(await readGguf(storiesPath)))), 200);
  },
);
