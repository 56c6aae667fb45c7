// Writes what llama.cpp embeds with tiny random models, one per architecture and variant, for each way of pooling.
//
//   bun tools/architectures/embedding-references.ts [name …]     all, or those whose names begin so
//
// llama.cpp's programs are looked for as the tests do (packages/engine/src/model/llama-cpp-programs.ts).
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type EmbeddingReference,
  embeddedTexts,
  embeddingReferencePath,
  type PoolingReference,
  rankedPairs,
} from "../../packages/engine/src/architectures/tiny/embedding-reference.ts";
import { type TinyEncoder, tinyEncoders } from "../../packages/engine/src/architectures/tiny/encoders.ts";
import { encodeFloats } from "../../packages/engine/src/architectures/tiny/reference.ts";
import { exactAttention, LlamaServer } from "../../packages/engine/src/model/llama-cpp-server.ts";
import type { Pooling } from "../../packages/engine/src/runner/types.ts";

const names = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "cria-tiny-encoders-"));

async function referenceOf({ name, poolings, make }: TinyEncoder): Promise<EmbeddingReference> {
  const found: Partial<Record<Pooling, PoolingReference>> = {};
  let llamaCpp = "";
  for (const pooling of poolings) {
    const path = join(folder, `${name}-${pooling}.gguf`);
    await make(pooling).write(path);
    const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
    const task = pooling === "rank" ? ["--reranking", "--pooling", "rank"] : ["--embeddings", "--pooling", pooling];
    await using server = await LlamaServer.start(path, [...exactAttention, "--ubatch-size", "512", ...task]);
    llamaCpp = await server.build();
    if (pooling === "rank") {
      const scores: number[] = [];
      for (const pair of rankedPairs) scores.push(await server.rank(pair.query, pair.document));
      found[pooling] = { sha256, scores };
    } else {
      const vectors: string[] = [];
      for (const text of embeddedTexts) vectors.push(encodeFloats((await server.embed(text)).flat()));
      found[pooling] = { sha256, vectors };
    }
  }
  return { llamaCpp, command: `bun tools/architectures/embedding-references.ts ${name}`, poolings: found };
}

for (const encoder of tinyEncoders) {
  if (names.length > 0 && !names.some((name) => encoder.name.startsWith(name))) continue;
  const reference = await referenceOf(encoder);
  await writeFile(embeddingReferencePath(encoder.name), `${JSON.stringify(reference)}\n`);
  console.log(`${encoder.name}: ${Object.keys(reference.poolings)} ${reference.poolings.rank?.scores ?? ""}`);
}
rmSync(folder, { recursive: true });
