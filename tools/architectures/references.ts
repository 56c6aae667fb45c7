// Writes tiny random models, one per architecture and variant, and what llama.cpp answers for them.
//
//   bun tools/architectures/references.ts [name …]             all, or those whose names begin so
//   bun tools/architectures/references.ts --models <folder>    the models alone
//
// llama.cpp's programs are looked for as the tests do (packages/engine/src/model/llama-cpp-programs.ts).
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tinyModels } from "../../packages/engine/src/architectures/tiny/models.ts";
import {
  encodeFloats,
  type Reference,
  referencePath,
  referencePlaces,
  referenceTokens,
  shiftedContext,
  shiftedKeep,
  shiftedTokens,
  textOf,
} from "../../packages/engine/src/architectures/tiny/reference.ts";
import { type TinyModel, tinyVocabulary } from "../../packages/engine/src/architectures/tiny/tiny-model.ts";
import { exactAttention, LlamaServer } from "../../packages/engine/src/model/llama-cpp-server.ts";

const args = process.argv.slice(2);
const folder = args[0] === "--models" ? args[1]! : mkdtempSync(join(tmpdir(), "cria-tiny-models-"));
const names = args[0] === "--models" ? [] : args;

async function referenceOf(model: TinyModel, path: string): Promise<Reference> {
  await using server = await LlamaServer.start(path, exactAttention);
  const { tokens, likely } = await server.greedy(textOf(300), referenceTokens, tinyVocabulary);
  const logprobs: Record<string, string> = {};
  for (const place of referencePlaces) {
    const values = new Float32Array(tinyVocabulary);
    // A token that ends the text has no entry behind it.
    if (!likely[place]) continue;
    for (const { id, logprob } of likely[place]) values[id] = logprob;
    logprobs[place] = encodeFloats(values);
  }
  const shifted = model.isRecomputed ? undefined : await shiftedTokensOf(path);
  return {
    llamaCpp: await server.build(),
    command: `bun tools/architectures/references.ts ${model.name}`,
    sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
    tokens,
    logprobs,
    ...(shifted && { shifted }),
  };
}

/** Undefined where llama.cpp refuses to shift a context of the model, or ends the answer at its end. */
async function shiftedTokensOf(path: string): Promise<readonly number[] | undefined> {
  const options = [...exactAttention, "--context-shift", "--ctx-size", String(shiftedContext)];
  await using server = await LlamaServer.start(path, options);
  try {
    const { tokens } = await server.greedy(textOf(480), shiftedTokens, 0, { n_keep: shiftedKeep });
    return tokens.length > shiftedContext - 480 ? tokens : undefined;
  } catch {
    return undefined;
  }
}

for (const make of tinyModels) {
  const model = make();
  if (names.length > 0 && !names.some((name) => model.name.startsWith(name))) continue;
  const path = join(folder, `${model.name}.gguf`);
  await model.write(path);
  if (args[0] === "--models") continue;
  const reference = await referenceOf(model, path);
  await writeFile(referencePath(model.name), `${JSON.stringify(reference)}\n`);
  console.log(`${model.name}: ${reference.tokens.slice(0, 8)} …${reference.shifted ? "" : " (no shift)"}`);
}
if (args[0] !== "--models") rmSync(folder, { recursive: true });
