import type { Part, Shape } from "../shape.ts";
import { f32, string, u32 } from "../values.ts";
import { type DecoderSizes, decoder, expertKeys } from "./decoder.ts";
import { type AttentionSizes, attention, type ExpertSizes, experts, floats, type Names, norm } from "./parts.ts";

export interface GptOssSizes extends DecoderSizes {
  readonly experts: ExpertSizes;
  /** Tokens that every other layer looks at, from the first one on. */
  readonly window: number;
  readonly yarn: { readonly factor: number; readonly originalContextLength: number };
}

/** gpt-oss: its experts are MXFP4, as they were published, in every file. */
export function gptOss(sizes: GptOssSizes): Shape {
  const { embeddingLength: hidden, window, yarn } = sizes;
  return decoder(sizes, {
    architecture: "gpt-oss",
    keys: {
      "attention.sliding_window": u32(window),
      ...expertKeys(sizes.experts),
      "rope.scaling.type": string("yarn"),
      "rope.scaling.factor": f32(yarn.factor),
      "rope.scaling.original_context_length": u32(yarn.originalContextLength),
    },
    hasHead: true,
    block: (w) => [
      ...attention(w, sizes),
      ...attentionBiases(w, sizes),
      floats(w("attn_sinks.weight"), sizes.headCount),
      norm(w("post_attention_norm.weight"), hidden),
      ...experts(w, hidden, sizes.experts, "MXFP4"),
      ...expertBiases(w, hidden, sizes.experts),
    ],
  });
}

function attentionBiases(w: Names, sizes: AttentionSizes): Part[] {
  const { embeddingLength: hidden, headCount, headCountKv, headDim } = sizes;
  return [
    floats(w("attn_q.bias"), headCount * headDim),
    floats(w("attn_k.bias"), headCountKv * headDim),
    floats(w("attn_v.bias"), headCountKv * headDim),
    floats(w("attn_output.bias"), hidden),
  ];
}

function expertBiases(w: Names, hidden: number, { count, feedForwardLength }: ExpertSizes): Part[] {
  return [
    floats(w("ffn_gate_inp.bias"), count),
    floats(w("ffn_gate_exps.bias"), feedForwardLength, count),
    floats(w("ffn_up_exps.bias"), feedForwardLength, count),
    floats(w("ffn_down_exps.bias"), hidden, count),
  ];
}
