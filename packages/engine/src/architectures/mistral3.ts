import type { Activations } from "../graph/activations.ts";
import type { LayerNames } from "../graph/heads.ts";
import { projectApart } from "../graph/heads.ts";
import type { Architecture } from "./architecture.ts";
import { mixture } from "./mixture.ts";
import { attentionSizes, preNormDecoder, projectionWidths } from "./pre-norm-decoder.ts";
import { readRope, yarnScale } from "./rope.ts";
import { readRouting } from "./routing.ts";
import { logTemperature } from "./temperature.ts";

/** Mistral Small 3 and Ministral 3 (Mistral AI 2025): Llama's shape with YaRN, and attention sharpened in long texts. */
export const mistral3: Architecture = (g, sizes, keys) => {
  const multiplier = keys.number("rope.scaling.yarn_log_multiplier", 0);
  if (multiplier < 0) throw keys.error("rope.scaling.yarn_log_multiplier", `is ${multiplier}, below 0`);
  const rope = readRope(keys, {
    dim: sizes.ropeDim,
    theta: sizes.ropeTheta,
    interleaved: true,
    factors: "rope_freqs.weight",
    yarnAmplitude: (factor) => yarnScale(factor) / yarnScale(factor, multiplier),
  });
  const scale = keys.number("attention.temperature_scale", 0);
  const length = keys.integer("rope.scaling.original_context_length", 1, 2 ** 30, sizes.contextLength);
  const temperature = logTemperature(scale, length);
  const sharpened = (x: Activations, w: LayerNames, layer: number) => {
    const heads = attentionSizes(sizes, layer);
    const { q, k, v } = projectApart(g, x, w, projectionWidths(heads));
    return g.linear(g.attention({ ...heads, rope }, { q: g.tempered(q, temperature), k, v }), w("attn_output"));
  };
  const routing = g.has("blk.0.ffn_gate_inp") ? readRouting(keys, { gating: "softmax", isNormalised: true }) : [];
  preNormDecoder(g, sizes, { rope, feedForward: mixture(g, routing), ...(scale && { mixer: sharpened }) });
};
