import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Fetches small models that people have; lies beside the repository, if at all. */
const script = resolve(import.meta.dirname, "../../../../../shared/tools/real-models");
const folder = process.env.CRIA_REAL_MODELS ?? join(homedir(), ".cache/real-models");

/** Path of a real model, or undefined where it is not there and can't be fetched. */
export function realModel(name: string): string | undefined {
  const path = join(folder, name);
  if (!existsSync(path) && existsSync(script))
    Bun.spawnSync([script, folder], { stdio: ["ignore", "ignore", "ignore"] });
  return existsSync(path) ? path : undefined;
}

/** Gemma 3 270M, the base model, as `llama-quantize` makes Q4_K_M of it: Q5_0, Q4_K, Q8_0 and Q6_K mixed. */
export const gemma3 = "gemma-3-270m.q4_k_m.gguf";

/** all-MiniLM-L6-v2, as sentence-transformers has it: a folder. */
export const miniLm = "all-minilm-l6-v2";
