import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import { type LayerNames, namesOfLayer } from "../graph/heads.ts";
import { gelu } from "../graph/operators.ts";
import { AltUp } from "./altup.ts";
import type { Architecture } from "./architecture.ts";
import type { ModelKeys } from "./model-keys.ts";
import { perLayerEmbeddings, perLayerUpdate } from "./per-layer-embeddings.ts";
import { attentionSizes, denseFeedForward } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { rowRatio } from "./row-ratio.ts";
import { normedOrShared, sharedLayers } from "./shared-keys.ts";
import { readSoftcap, softcapped } from "./softcap.ts";
import { windowedLayers, windowLength } from "./windows.ts";

/**
 * Gemma 3n (Google 2025): Gemma 3's layers within alternating updates, beside a low-rank path, with embeddings for each
 * layer, sparse activations in the first layers, and keys and values of earlier layers in the last ones.
 */
export const gemma3n: Architecture = (g, sizes, keys) => {
  const { blockCount } = sizes;
  const globalRope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  const localRope = { ...globalRope, theta: keys.positive("rope.freq_base_swa", 10000), factor: 1 };
  const window = windowLength(keys);
  const isLocal = windowedLayers(keys, blockCount, 5);
  const shares = sharedLayers(keys, isLocal, Math.max(0, blockCount - 20));
  const sparsity = readSparsity(keys, blockCount);
  const altup = readAltUp(g, keys);
  const input = g.scale(g.embed(), Math.sqrt(sizes.embeddingLength));
  const width = keys.integer("embedding_length_per_layer_input", 1, 1 << 16, 256);
  const embeddings = perLayerEmbeddings(g, input, width);
  let streams = altup.open(input);
  for (let layer = 0; layer < blockCount; layer++) {
    const w = namesOfLayer(layer);
    const predictions = altup.predict(streams, w);
    const x = altup.active(predictions);
    const normed = g.rmsNorm(x, w("attn_norm"));
    const kind = isLocal[layer] ? { rope: localRope, window } : { rope: globalRope };
    const heads = { ...attentionSizes(sizes, layer), ...kind, shares: shares[layer] };
    const attended = g.attention({ ...heads, scale: 1 }, normedOrShared(g, normed, w, heads));
    const added = g.add(g.rmsNorm(g.linear(attended, w("attn_output")), w("post_attention_norm")), x);
    const both = g.scale(g.add(added, laurel(g, normed, w)), Math.SQRT1_2);
    const fed = feedForward(g, g.rmsNorm(both, w("ffn_norm")), w, sparsity[layer]!);
    const corrected = altup.correct(predictions, g.add(g.rmsNorm(fed, w("post_ffw_norm")), both), w);
    const scaled = g.scaleBy(altup.active(corrected), `${w("altup_correct_scale")}.weight`);
    const update = perLayerUpdate(g, scaled, embeddings[layer]!, w);
    streams = corrected.map((stream, i) => (i === 0 ? stream : g.add(stream, update)));
  }
  const x = g.rmsNorm(altup.close(streams), "output_norm");
  g.head(x, softcapped(g, readSoftcap(keys, "final_logit_softcapping", 30)));
};

function readAltUp(g: DecoderGraph, keys: ModelKeys): AltUp {
  const count = keys.integer("altup.num_inputs", 2, 64, 4);
  return new AltUp(g, count, keys.integer("altup.active_idx", 0, count - 1, 0));
}

/** For each layer, how many standard deviations above the mean a gate must lie to count; 0: all count. */
function readSparsity(keys: ModelKeys, layers: number): readonly number[] {
  const name = "activation_sparsity_scale";
  const given = keys.numbers(name) ?? new Array<number>(10).fill(outliers);
  if (given.some((scale) => Number.isNaN(scale) || scale === Infinity)) throw keys.error(name, "is not all numbers");
  // Layers without sparsity have −∞.
  return Array.from({ length: layers }, (_, layer) => Math.max(0, given[layer] ?? 0));
}

/** 95 % of a normal distribution lie below. */
const outliers = 1.6448533535003662;

/** Learned augmented residual (Menghani et al. 2024, arXiv 2411.07501): x plus a low-rank function of it. */
function laurel(g: DecoderGraph, x: Activations, w: LayerNames): Activations {
  const low = g.linear(g.linear(x, w("laurel_l")), w("laurel_r"));
  return g.add(g.rmsNorm(low, w("laurel_post_norm")), x);
}

/** The gated network, of whose gates only those count that lie `deviations` above the mean. */
function feedForward(g: DecoderGraph, x: Activations, w: LayerNames, deviations: number): Activations {
  if (deviations === 0) return denseFeedForward(g, x, w, gelu);
  const [gates, values] = g.project(x, [w("ffn_gate"), w("ffn_up")]);
  const hidden = g.activation(outliersOf(g, gates!, deviations), gelu, values!);
  return g.linear(hidden, w("ffn_down"));
}

/** relu(x − mean − deviations · σ), where σ estimates a standard deviation from a sample. */
function outliersOf(g: DecoderGraph, x: Activations, deviations: number): Activations {
  const standard = g.layerNorm(x, undefined, 1e-30);
  const threshold = -deviations * Math.sqrt(x.width / (x.width - 1));
  const above = { ...g.graph.apply("Add", [standard, g.graph.scalar(threshold)]), width: x.width };
  return g.multiply(g.activation(above, { kind: "relu" }), rowRatio(g, x, standard));
}
