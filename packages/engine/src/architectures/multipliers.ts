import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { ModelKeys } from "./model-keys.ts";
import type { PreNormFamily } from "./pre-norm-decoder.ts";

export interface Multipliers {
  readonly embedding?: number;
  readonly residual?: number;
  /** What logits are divided by. */
  readonly logits?: number;
}

/**
 * The multipliers that keep activations of one size in models of any width (Yang et al. 2022, arXiv 2203.03466): of
 * embeddings, of what each part adds, of attention's scores, and what logits are divided by. 0 stands for none.
 */
export function readMultipliers(g: DecoderGraph, keys: ModelKeys, defaults: Multipliers = {}): Partial<PreNormFamily> {
  const read = (name: string, fallback = 0) => keys.number(name, fallback);
  const scale = read("attention.scale") || undefined;
  const divisor = read("logit_scale", defaults.logits) || 1;
  return {
    embeddingScale: read("embedding_scale", defaults.embedding) || 1,
    residualScale: read("residual_scale", defaults.residual) || 1,
    attention: () => ({ scale }),
    finish: (logits: Activations) => g.scale(logits, 1 / divisor),
  };
}
