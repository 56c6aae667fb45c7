import type { Gguf } from "../gguf/header.ts";
import { getInteger } from "../gguf/metadata.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { Hyperparameters } from "./hyperparameters.ts";

/** What sets the families of this shape apart. Biases and an untied head are used where the file has them. */
export interface PreNormFamily {
  /** Whether GGUF stores q and k rows so that neighbouring channels rotate together; otherwise the halves of a head do. */
  readonly interleavedRope: boolean;
  /** Whether each head of q and k is normalised before it is rotated. */
  readonly qkNorm: boolean;
}

/**
 * The decoder that Llama made common: blocks of grouped-query attention with rotary positions and a SwiGLU feed-forward,
 * each behind an RMSNorm. The head is tied to the embedding where the file has no `output.weight`.
 */
export function preNormDecoder(g: DecoderGraph, sizes: Hyperparameters, gguf: Gguf, family: PreNormFamily): void {
  const feedForwardLength = getInteger(gguf, `${sizes.architecture}.feed_forward_length`);
  let x = g.embed("token_embd.weight");
  let normed = g.rmsNorm(x, "blk.0.attn_norm.weight");
  for (let i = 0; i < sizes.blockCount; i++) {
    const w = (name: string) => `blk.${i}.${name}.weight`;
    const projections = { q: w("attn_q"), k: w("attn_k"), v: w("attn_v") };
    const norms = family.qkNorm ? { q: w("attn_q_norm"), k: w("attn_k_norm") } : undefined;
    const heads = g.attention(normed, i, { projections, norms, interleavedRope: family.interleavedRope });
    const attended = g.linear(heads, w("attn_output"), sizes.headCount * sizes.headDim);
    [normed, x] = g.addRmsNorm(x, attended, w("ffn_norm"));
    const feedForward = { gate: w("ffn_gate"), up: w("ffn_up"), down: w("ffn_down") };
    const fed = g.swiGlu(normed, feedForward, feedForwardLength);
    const next = i + 1 < sizes.blockCount ? `blk.${i + 1}.attn_norm.weight` : "output_norm.weight";
    [normed, x] = g.addRmsNorm(x, fed, next);
  }
  const head = g.has("output.weight") ? "output.weight" : "token_embd.weight";
  g.logits(g.linear(g.selectOutputRows(normed), head, sizes.embeddingLength));
}
