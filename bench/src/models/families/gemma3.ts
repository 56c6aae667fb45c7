import type { Shape } from "../shape.ts";
import { f32, u32 } from "../values.ts";
import { type DecoderSizes, decoder } from "./decoder.ts";
import { attention, feedForward, headNorms, norm } from "./parts.ts";

/**
 * Gemma 3's text model, with a tied head; `window`: tokens that five of six layers look at, which is the pattern that
 * files of this family leave unsaid.
 */
export function gemma3(sizes: DecoderSizes & { readonly window: number }): Shape {
  const { embeddingLength: hidden, window } = sizes;
  return decoder(sizes, {
    architecture: "gemma3",
    keys: { "attention.sliding_window": u32(window), "rope.freq_base_swa": f32(10_000) },
    block: (w) => [
      ...attention(w, sizes),
      ...headNorms(w, sizes.headDim),
      norm(w("post_attention_norm.weight"), hidden),
      norm(w("ffn_norm.weight"), hidden),
      ...feedForward(w, hidden, sizes.feedForwardLength),
      norm(w("post_ffw_norm.weight"), hidden),
    ],
  });
}
