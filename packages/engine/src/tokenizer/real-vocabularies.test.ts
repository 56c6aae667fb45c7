import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readGguf } from "../gguf/reader.ts";
import { gemma3, realModel } from "../model/real-models.ts";
import { createTokenizer } from "./create-tokenizer.ts";
import { hashBlocks } from "./vector-hashes.ts";
import { vectorStrings } from "./vector-strings.ts";
import { wordPieceMetadata } from "./vector-tokenizers.ts";

interface RealVectors {
  readonly gemma3: { readonly plain: readonly string[]; readonly parsed: readonly string[] };
  readonly minilm: readonly string[];
}

const vectors: RealVectors = JSON.parse(readFileSync(join(import.meta.dir, "real-vectors.json"), "utf8"));
const path = realModel(gemma3);
const minilm = realModel("all-minilm-l6-v2");

describe.skipIf(path === undefined)("Gemma 3's vocabulary (needs the model)", async () => {
  const gguf = path === undefined ? { metadata: new Map() } : await readGguf(path);

  test("gives llama.cpp's ids for 2,400 strings, which decode to them", () => {
    const tokenizer = createTokenizer(gguf);
    const ids = (parseSpecial: boolean) =>
      vectorStrings.map((text) => tokenizer.encode(text, { addSpecial: true, parseSpecial }));
    expect(hashBlocks(ids(false))).toEqual([...vectors.gemma3.plain]);
    expect(hashBlocks(ids(true))).toEqual([...vectors.gemma3.parsed]);
    for (const text of vectorStrings) {
      // U+2581 stands for a space.
      const decoded = tokenizer.decode(tokenizer.encode(text, { addSpecial: false, parseSpecial: false }), true);
      expect(decoded).toBe(text.replaceAll("▁", " "));
    }
  });

  test("of 262,144 tokens is read in less than half a second, and 64 KB are encoded in less than that", () => {
    const start = performance.now();
    const tokenizer = createTokenizer(gguf);
    expect(tokenizer.vocabSize).toBe(262_144);
    const read = performance.now();
    expect(read - start).toBeLessThan(500);
    for (const unit of ["The quick brown fox isn't lazy.\n", "a", " ", "\n", "中", "<"]) {
      const begin = performance.now();
      tokenizer.encode(unit.repeat(65_536 / unit.length), { addSpecial: true, parseSpecial: true });
      expect(performance.now() - begin).toBeLessThan(500);
    }
  });
});

test.skipIf(minilm === undefined)(
  "all-MiniLM-L6-v2's vocabulary gives Hugging Face's ids for 2,400 strings (needs the model)",
  () => {
    const { model } = JSON.parse(readFileSync(join(minilm!, "tokenizer.json"), "utf8"));
    const metadata = wordPieceMetadata(
      Object.keys(model.vocab).sort((a, b) => model.vocab[a] - model.vocab[b]),
      true,
    );
    const tokenizer = createTokenizer({ metadata: new Map(Object.entries(metadata)) });
    const ids = vectorStrings.map((text) => tokenizer.encode(text, { addSpecial: false, parseSpecial: true }));
    expect(hashBlocks(ids)).toEqual([...vectors.minilm]);
  },
);
