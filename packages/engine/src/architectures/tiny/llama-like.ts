import {
  type AttentionParts,
  addAttention,
  addEnds,
  addFeedForward,
  setSizes,
  type TinySizes,
  tinySizes,
} from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

interface Options extends AttentionParts {
  readonly sizes?: TinySizes;
  readonly isTied?: boolean;
}

/** Layers that have what Llama's have. */
function llamaLike(m: TinyModel, { sizes = tinySizes, isTied = true, ...parts }: Options = {}): TinyModel {
  addEnds(setSizes(m, sizes), tinyVocabulary, sizes.hidden, isTied);
  for (let layer = 0; layer < sizes.layers; layer++) {
    addAttention(m, layer, sizes, parts);
    addFeedForward(m, layer, sizes);
  }
  return m;
}

/** q, k and v in one tensor. */
function internlm2(): TinyModel {
  const sizes = { ...tinySizes, heads: 4, headDim: 16 };
  const { hidden, heads, kvHeads, headDim } = sizes;
  const m = addEnds(setSizes(new TinyModel("internlm2"), sizes), tinyVocabulary, hidden, false);
  for (let layer = 0; layer < sizes.layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}.weight`;
    m.norm(w("attn_norm"), hidden)
      .matrix(w("attn_qkv"), (heads + 2 * kvHeads) * headDim, hidden)
      .matrix(w("attn_output"), hidden, hidden, { gain: 3 });
    addFeedForward(m, layer, sizes);
  }
  return m;
}

const minicpm = (variant: string) =>
  llamaLike(new TinyModel("minicpm", variant).floats({ logit_scale: 1.5 }), { isTied: false });

/** Divisors of frequencies for short and for long contexts. */
function longRope(variant: string, originalContext: number): TinyModel {
  const m = minicpm(variant).floats({ embedding_scale: 2, residual_scale: 0.7 });
  m.set("rope.scaling.type", { type: "string", value: "longrope" });
  m.integers({ "rope.scaling.original_context_length": originalContext });
  for (const [i, name] of ["short", "long"].entries()) {
    m.tensor(`rope_factors_${name}.weight`, [tinySizes.headDim / 2], (t) => 1 + (1 + 3 * i) * 0.1 * t);
  }
  return m;
}

export const tinyLlamaLikes: readonly (() => TinyModel)[] = [
  // llama.cpp turns keys of layers without positions when it shifts.
  () => llamaLike(new TinyModel("smollm3"), { sizes: { ...tinySizes, layers: 5 }, sharpness: 2 }).recomputed(),
  () => llamaLike(new TinyModel("ernie4_5")),
  internlm2,
  // The defaults of embeddings and parts that old files rely on.
  () => minicpm(""),
  () => longRope("short", 4096),
  () => longRope("long", 256),
  // llama.cpp turns keys that a norm has changed since their rotation.
  () => llamaLike(new TinyModel("hunyuan-dense"), { hasHeadNorms: true, sharpness: 2 }).recomputed(),
];
