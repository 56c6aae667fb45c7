import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createTokenizer } from "./create-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { hashBlocks, type TokenizerVectors } from "./vector-hashes.ts";
import { vectorStrings } from "./vector-strings.ts";
import { vectorTokenizers } from "./vector-tokenizers.ts";

const { groups, examples }: TokenizerVectors = JSON.parse(
  readFileSync(join(import.meta.dir, "tokenizer-vectors.json"), "utf8"),
);

const tokenizers = new Map<string, Tokenizer>();

function made(name: string): Tokenizer {
  const tokenizer =
    tokenizers.get(name) ?? createTokenizer({ metadata: new Map(Object.entries(vectorTokenizers.get(name)!)) });
  tokenizers.set(name, tokenizer);
  return tokenizer;
}

test("there are ids of every tokenizer", () => {
  expect(groups.flatMap(({ names }) => names).sort()).toEqual([...vectorTokenizers.keys()].sort());
  expect(vectorStrings).toHaveLength(2400);
});

describe("gives the ids of the reference for 2,400 strings", () => {
  for (const { names, plain, parsed, ends } of groups) {
    test.each([...names])("%s", (name) => {
      const tokenizer = made(name);
      // All strings for one name of a group, every fourth block for the others, which differ from it in nothing else.
      const blocks = Array.from(plain.keys()).filter((block) => name === names[0] || block % 4 === 0);
      for (const [hashes, parseSpecial] of [[plain, false] as const, [parsed, true] as const]) {
        for (const block of blocks) {
          const strings = vectorStrings.slice(block * 100, (block + 1) * 100);
          const ids = strings.map((text) => tokenizer.encode(text, { addSpecial: false, parseSpecial }));
          expect({ block, parseSpecial, hash: hashBlocks(ids)[0] }).toEqual({
            block,
            parseSpecial,
            hash: hashes[block],
          });
        }
      }
      expect(tokenizer.encode("", { addSpecial: true, parseSpecial: false })).toEqual([...ends]);
    });
  }
});

test.each(examples.map(([text, answers]) => [text, answers] as const))("the ids of %j are these", (text, answers) => {
  for (const [names, ids] of answers) {
    for (const name of names.split("|")) {
      const found = made(name).encode(text, { addSpecial: false, parseSpecial: false });
      expect({ name, ids: found.join() }).toEqual({ name, ids });
    }
  }
});

/** Those that drop or replace characters cannot give a text back. */
const lossless = groups
  .map(({ names }) => names[0]!)
  .filter((name) => !/^(whitespace|kind (whitespace|bert|t5)|jina-v2|modern-bert|kind llama, phi)/.test(name));

test.each(lossless)("decoding what %s encoded gives the text", (name) => {
  const tokenizer = made(name);
  for (const text of vectorStrings) {
    // U+2581 is a space in some vocabularies; and SentencePiece adds a space behind each special token.
    const hasMeta = text.includes("▁") || (name === "kind llama" && text.includes("tool_call>"));
    if (hasMeta || (name === "kind llama" && text.includes("    "))) continue;
    const ids = tokenizer.encode(text, { addSpecial: false, parseSpecial: false });
    expect(tokenizer.decode(ids, true)).toBe(text);
  }
});

test.each(groups.map(({ names }) => names[0]!))("%s takes a lone surrogate for U+FFFD", (name) => {
  const encode = (text: string) => made(name).encode(text, { addSpecial: false, parseSpecial: true });
  expect(encode("a\ud800b \udc00")).toEqual(encode("a\ufffdb \ufffd"));
});
