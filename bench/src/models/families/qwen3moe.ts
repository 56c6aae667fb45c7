import type { Shape } from "../shape.ts";
import { type DecoderSizes, decoder, expertKeys } from "./decoder.ts";
import { attention, type ExpertSizes, experts, headNorms, norm } from "./parts.ts";

/** Qwen3 with experts in every layer. */
export function qwen3moe(sizes: DecoderSizes & { readonly experts: ExpertSizes }): Shape {
  const { embeddingLength: hidden } = sizes;
  return decoder(sizes, {
    architecture: "qwen3moe",
    keys: expertKeys(sizes.experts),
    hasHead: true,
    block: (w) => [
      ...attention(w, sizes),
      ...headNorms(w, sizes.headDim),
      norm(w("ffn_norm.weight"), hidden),
      ...experts(w, hidden, sizes.experts),
    ],
  });
}
