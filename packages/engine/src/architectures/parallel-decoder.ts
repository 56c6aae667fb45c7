import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import { namesOfLayer } from "../graph/heads.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { attentionBlock, denseFeedForward, type PreNormFamily } from "./pre-norm-decoder.ts";

type ParallelFamily = Pick<
  PreNormFamily,
  "rope" | "hasHeadNorms" | "headNorm" | "attention" | "feedForward" | "norm" | "finish"
>;

/** The decoder whose attention and feed-forward network read the same norm, side by side (GPT-J, Wang 2021). */
export function parallelDecoder(g: DecoderGraph, sizes: Hyperparameters, family: ParallelFamily): void {
  const { norm = (x, name) => g.rmsNorm(x, name), feedForward = (x, w) => denseFeedForward(g, x, w) } = family;
  let x: Activations = g.embed();
  for (let layer = 0; layer < sizes.blockCount; layer++) {
    const w = namesOfLayer(layer);
    const normed = norm(x, w("attn_norm"));
    x = g.add(x, g.add(attentionBlock(g, sizes, family, normed, w, layer), feedForward(normed, w, layer)));
  }
  g.head(norm(x, "output_norm"), family.finish);
}
