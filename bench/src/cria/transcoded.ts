import { rm } from "node:fs/promises";
import { basename, join } from "node:path";

/** Where Cria keeps what it makes of models: a folder in the benchmark's own, and the name of a model's part of it. */
export function transcodedPlace(benchDir: string, modelPath: string): { cacheDir: string; cacheKey: string } {
  return { cacheDir: join(benchDir, "transcoded"), cacheKey: basename(modelPath, ".gguf") };
}

/** Removes what Cria has made of a model, as if it had never seen it. */
export async function forgetTranscoded(benchDir: string, modelPath: string): Promise<void> {
  const { cacheDir, cacheKey } = transcodedPlace(benchDir, modelPath);
  await rm(join(cacheDir, cacheKey), { recursive: true, force: true });
}
