// Compares the embeddings of all-MiniLM-L6-v2 with those of sentence-transformers. Run by minilm.test.ts in a process of
// its own.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadAnyModel } from "../model/load.ts";
import type { LoadedEncoder } from "../model/load-encoder.ts";
import { miniLm, realModel } from "../model/real-models.ts";
import { cosine } from "./cosine.ts";
import { miniLmLongest, miniLmTexts } from "./minilm-texts.ts";
import { tokenizeInput } from "./tokenized-input.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-minilm-"));
afterAll(() => rmSync(folder, { recursive: true }));

const reference = JSON.parse(readFileSync(join(import.meta.dir, "minilm-reference.json"), "utf8")) as {
  readonly tokens: readonly number[];
  readonly vectors: string;
};
const expected = new Float16Array(Uint8Array.from(Buffer.from(reference.vectors, "base64")).buffer);
const texts = miniLmTexts();

/** As llama.cpp's converter would write it. */
function convert(type: string): string {
  const path = join(folder, `${type}.gguf`);
  const script = resolve(import.meta.dir, "../../../../tools/sentence-transformers/convert.ts");
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, script, realModel(miniLm)!, path, type]);
  if (exitCode !== 0) throw new Error(stderr.toString());
  return path;
}

test.each([
  ["F32", 0.99999],
  ["F16", 0.9999],
  ["Q8_0", 0.999],
] as const)("%s: cosines of at least %d, equal counts of tokens, and the same bits alone", async (type, least) => {
  const place = { cacheDir: join(folder, "cache"), cacheKey: type, cacheBytes: 0 };
  const sizes = { numCtx: miniLmLongest, numParallel: 1, numBatch: 512, numThreads: 2 };
  using model = (await loadAnyModel({ modelPath: convert(type), ...place, ...sizes })) as LoadedEncoder;
  const inputs = texts.map((text) => tokenizeInput(model.reader, text, true));
  expect(inputs.map(({ tokens }) => tokens.length)).toEqual([...reference.tokens]);
  const width = model.info.embedding.dimensions;
  const vectors: Float32Array[] = [];
  for (let i = 0; i < inputs.length; i += 20) vectors.push(...model.encoder.encode(inputs.slice(i, i + 20)));
  const cosines = vectors.map((vector, i) => cosine(vector, expected.subarray(i * width, (i + 1) * width)));
  console.log(`${type}, ${model.info.kernels}: least cosine ${Math.min(...cosines)}`);
  expect(Math.min(...cosines)).toBeGreaterThanOrEqual(least);
  for (let i = 3; i < inputs.length; i += 17) expect(model.encoder.encode([inputs[i]!])).toEqual([vectors[i]!]);
});
