// Compares the embeddings of tiny models with what llama.cpp gave for them. Run by embedding-agreement.test.ts in a process of
// its own.
import { afterAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { cosine } from "../encode/cosine.ts";
import { type TokenizedInput, tokenizeInput } from "../encode/tokenized-input.ts";
import { loadAnyModel } from "../model/load.ts";
import type { LoadedEncoder } from "../model/load-encoder.ts";
import { embeddedTexts, rankedPairs, readEmbeddingReference } from "./tiny/embedding-reference.ts";
import { tinyEncoders } from "./tiny/encoders.ts";
import { decodeFloats, textOf } from "./tiny/reference.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-embedding-agreement-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function load(path: string, numThreads = 1): Promise<LoadedEncoder> {
  const cache = { cacheDir: join(folder, "cache"), cacheKey: path.replace(/\W/g, "-"), cacheBytes: 1 << 30 };
  const model = await loadAnyModel({
    modelPath: path,
    ...cache,
    numCtx: 512,
    numParallel: 1,
    numBatch: 512,
    numThreads,
  });
  if (!("encoder" in model)) throw new Error("the model gives no embeddings");
  return model;
}

const made = tinyEncoders.flatMap((encoder) => encoder.poolings.map((pooling) => ({ encoder, pooling })));
const pathOf = (name: string, pooling: string) => join(folder, `${name}-${pooling}.gguf`);

describe.each(made.map((each) => [each.encoder.name, each.pooling, each] as const))(
  "%s, %s",
  (name, pooling, { encoder }) => {
    test("gives llama.cpp's embeddings", async () => {
      const reference = readEmbeddingReference(name)?.poolings[pooling];
      if (!reference) throw new Error(`bun tools/architectures/embedding-references.ts ${name} makes the reference`);
      const path = pathOf(name, pooling);
      await encoder.make(pooling).write(path);
      expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(reference.sha256);
      using model = await load(path);
      expect(model.info.embedding.pooling).toBe(pooling);
      if (reference.scores) {
        const inputs = rankedPairs.map((pair) => tokenizeInput(model.reader, pair, false));
        // llama.cpp takes both texts of a pair for the first.
        const scores = model.encoder.encode(inputs.map(({ tokens }) => ({ tokens, second: tokens.length })));
        scores.forEach(([score], i) => {
          const expected = reference.scores![i]!;
          expect(Math.abs(score! - expected)).toBeLessThan(3e-3 * Math.max(1, Math.abs(expected)));
        });
        return;
      }
      const vectors = model.encoder.encode(embeddedTexts.map((tokens) => ({ tokens, second: tokens.length })));
      const cosines = vectors.map((vector, i) => cosine(vector, decodeFloats(reference.vectors![i]!)));
      console.log(`${name}, ${pooling}: 1 - cosine at most ${(1 - Math.min(...cosines)).toExponential(1)}`);
      expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.99999);
    });
  },
);

const text = fc.tuple(fc.integer({ min: 1, max: 90 }), fc.nat(150)).map(([length, from]): TokenizedInput => {
  return { tokens: textOf(length + from).slice(from), second: Math.ceil(length / 2) };
});

test.each(tinyEncoders.map((encoder) => [encoder.name, encoder] as const))(
  "%s gives a text the same bits alone, in any order, with any neighbours, on any number of threads",
  async (name, encoder) => {
    const pooling = encoder.poolings.at(-1)!;
    using one = await load(pathOf(name, pooling));
    using several = await load(pathOf(name, pooling), 3);
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 6 }), (texts) => {
        const together = several.encoder.encode(texts);
        const turned = one.encoder.encode(texts.toReversed()).toReversed();
        expect(turned).toEqual(together);
        expect(texts.flatMap((each) => one.encoder.encode([each]))).toEqual(together);
      }),
      { numRuns: 5 },
    );
  },
);

test("a pair's second text counts as one where the model was trained with two", async () => {
  using model = await load(pathOf("bert-classifier", "rank"));
  const pair = tokenizeInput(model.reader, rankedPairs[1]!, false);
  const [told] = model.encoder.encode([pair]);
  const [untold] = model.encoder.encode([{ ...pair, second: pair.tokens.length }]);
  expect(told).not.toEqual(untold!);
});
