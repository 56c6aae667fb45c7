import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { llamaCppAbsent } from "../model/llama-cpp-programs.ts";
import { createTokenizer } from "./create-tokenizer.ts";
import { LlamaTokenizer } from "./llama-cpp-tokenize.ts";
import type { TokenizerVectors } from "./vector-hashes.ts";
import { vectorStrings } from "./vector-strings.ts";
import { vectorTokenizers } from "./vector-tokenizers.ts";

const { groups }: TokenizerVectors = JSON.parse(readFileSync(join(import.meta.dir, "tokenizer-vectors.json"), "utf8"));

/** Every fourth string; `tools/tokenizer-vectors` compares all. */
const strings = vectorStrings.filter((_, index) => index % 4 === 0);

// Where the models' own library and llama.cpp part, Cria is on the library's side.
test
  .skipIf(llamaCppAbsent)
  .each(groups.map(({ names: [name], llamaCppDiffers }) => [name!, ...llamaCppDiffers] as const))(
  "%s gives llama.cpp's ids, where that gives the model's (needs llama.cpp's programs)",
  async (name, ...differing) => {
    const metadata = vectorTokenizers.get(name)!;
    const tokenizer = createTokenizer({ metadata: new Map(Object.entries(metadata)) });
    await using llama = await LlamaTokenizer.start(metadata);
    for (const parseSpecial of [false, true]) {
      const options = { addSpecial: false, parseSpecial };
      const others: string[] = [];
      for (const text of strings) {
        if (`${await llama.encode(text, options)}` !== `${tokenizer.encode(text, options)}`) others.push(text);
      }
      const known = differing[Number(parseSpecial)]!;
      if (known === 0) expect(others).toEqual([]);
      else expect(others.length).toBeLessThanOrEqual(known);
    }
  },
);
