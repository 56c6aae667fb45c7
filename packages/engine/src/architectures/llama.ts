import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { Hyperparameters } from "./hyperparameters.ts";

/**
 * Llama 1–3 and what shares its shape (Mistral, SmolLM2): pre-norm blocks of grouped-query attention with rotary
 * positions and a SwiGLU feed-forward. The head is tied to the embedding where the file has no `output.weight`.
 */
export function llama(g: DecoderGraph, sizes: Hyperparameters, feedForwardLength: number): void {
  let x = g.embed("token_embd.weight");
  let normed = g.rmsNorm(x, "blk.0.attn_norm.weight");
  for (let i = 0; i < sizes.blockCount; i++) {
    const w = (name: string) => `blk.${i}.${name}.weight`;
    // GGUF stores q and k rows so that neighbouring channels rotate together.
    const heads = g.attention(normed, i, { q: w("attn_q"), k: w("attn_k"), v: w("attn_v") }, true);
    const attended = g.linear(heads, [w("attn_output")], sizes.headCount * sizes.headDim);
    [normed, x] = g.addRmsNorm(x, attended, w("ffn_norm"));
    const feedForward = { gate: w("ffn_gate"), up: w("ffn_up"), down: w("ffn_down") };
    const fed = g.swiGlu(normed, feedForward, feedForwardLength);
    const next = i + 1 < sizes.blockCount ? `blk.${i + 1}.attn_norm.weight` : "output_norm.weight";
    [normed, x] = g.addRmsNorm(x, fed, next);
  }
  const head = g.has("output.weight") ? "output.weight" : "token_embd.weight";
  g.logits(g.linear(g.selectOutputRows(normed), [head], sizes.embeddingLength));
}
