import type { Pooling } from "../../runner/types.ts";
import { addPostNorms } from "./gemma.ts";
import { addAttention, addFeedForward, addGatedNetwork, addTurnedEnds, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

/** A model that gives embeddings, and the ways of pooling that it is compared in. */
export interface TinyEncoder {
  readonly name: string;
  readonly poolings: readonly Pooling[];
  make(pooling: Pooling): TinyModel;
}

const poolingNumbers: Readonly<Record<Pooling, number>> = { none: 0, mean: 1, cls: 2, last: 3, rank: 4 };
const usual: readonly Pooling[] = ["none", "mean", "cls", "last"];
const flag = (value: boolean) => ({ type: "bool", value }) as const;

const sizes = { ...tinySizes, hidden: 96, heads: 6, kvHeads: 6, headDim: 16, feedForward: 112 };

/** Tokens that are found in any text: `t7t30` is two of them. */
function withTextTokens(m: TinyModel): TinyModel {
  const value = new Int32Array(tinyVocabulary).fill(4);
  return m
    .setGeneral("tokenizer.ggml.token_type", { type: "array", elementType: "i32", value })
    .setGeneral("tokenizer.ggml.add_eos_token", flag(true));
}

function encoder(
  name: string,
  build: (m: TinyModel) => TinyModel,
  { architecture = name, poolings = usual, isCausal = false } = {},
): TinyEncoder {
  return {
    name,
    poolings,
    make(pooling) {
      const m = new TinyModel(architecture, name === architecture ? pooling : `${name}-${pooling}`);
      m.integers({ pooling_type: poolingNumbers[pooling] }).set("attention.causal", flag(isCausal));
      build(m);
      if (pooling !== "rank") return m;
      return withTextTokens(m);
    },
  };
}

interface BertParts {
  readonly hasPositions?: boolean;
  readonly hasBiases?: boolean;
  readonly attention?: (m: TinyModel, w: (name: string) => string) => void;
  readonly feedForward?: (m: TinyModel, w: (name: string) => string, layer: number) => void;
}

function biasedNorm(m: TinyModel, name: string): TinyModel {
  return m.norm(`${name}.weight`, sizes.hidden).vector(`${name}.bias`, sizes.hidden);
}

function addLinear(m: TinyModel, name: string, rows: number, columns: number, hasBias: boolean, gain = 1): TinyModel {
  m.matrix(`${name}.weight`, rows, columns, { gain });
  return hasBias ? m.vector(`${name}.bias`, rows) : m;
}

/** The layers of BERT. */
function bertLike(m: TinyModel, { hasPositions = false, hasBiases = true, ...parts }: BertParts): TinyModel {
  const { hidden, layers, feedForward } = sizes;
  setSizes(m, sizes).floats({ "attention.layer_norm_epsilon": 1e-12 });
  m.setGeneral("tokenizer.ggml.token_type_count", { type: "u32", value: 2 });
  m.matrix("token_embd.weight", tinyVocabulary, hidden, { gain: 10 }).matrix("token_types.weight", 2, hidden, {
    gain: 3,
  });
  if (hasPositions) m.integers({ context_length: 512 }).matrix("position_embd.weight", 512, hidden, { gain: 5 });
  biasedNorm(m, "token_embd_norm");
  for (let layer = 0; layer < layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}`;
    for (const name of ["attn_q", "attn_k", "attn_v"]) {
      addLinear(m, w(name), hidden, hidden, hasBiases, name === "attn_q" ? 3 : 1);
    }
    parts.attention?.(m, w);
    addLinear(m, w("attn_output"), hidden, hidden, hasBiases);
    biasedNorm(m, w("attn_output_norm"));
    if (parts.feedForward) parts.feedForward(m, w, layer);
    else {
      addLinear(m, w("ffn_up"), feedForward, hidden, hasBiases);
      addLinear(m, w("ffn_down"), hidden, feedForward, hasBiases, 3);
    }
    biasedNorm(m, w("layer_output_norm"));
  }
  return m;
}

/** A classifier with a layer before the labels. */
function addClassifier(m: TinyModel, labels: number, hidden = sizes.hidden, hasBiases = true): TinyModel {
  addLinear(m, "cls", hidden, hidden, hasBiases);
  addLinear(m, "cls.output", labels, hidden, hasBiases, 2);
  const value = Array.from({ length: labels }, (_, label) => `label ${label}`);
  return m.set("classifier.output_labels", { type: "array", elementType: "string", value });
}

const gated = (m: TinyModel, w: (name: string) => string) => {
  for (const name of ["ffn_gate", "ffn_up"]) m.matrix(w(`${name}.weight`), sizes.feedForward, sizes.hidden);
  m.matrix(w("ffn_down.weight"), sizes.hidden, sizes.feedForward, { gain: 3 });
};

/** Every other layer with experts, which have no gates. */
function nomicMoe(m: TinyModel): TinyModel {
  const { hidden, feedForward } = sizes;
  m.integers({ expert_count: 4, expert_used_count: 2, moe_every_n_layers: 2 });
  return bertLike(m, {
    feedForward: (m, w, layer) => {
      if (layer % 2 === 0) {
        addLinear(addLinear(m, w("ffn_up"), feedForward, hidden, true), w("ffn_down"), hidden, feedForward, true, 3);
        return;
      }
      m.matrix(w("ffn_gate_inp.weight"), 4, hidden, { gain: 2 });
      m.matrix(w("ffn_up_exps.weight"), feedForward, hidden, { experts: 4 });
      m.matrix(w("ffn_down_exps.weight"), hidden, feedForward, { experts: 4, gain: 3 });
    },
  });
}

/** Gates and values in one tensor, norms over all heads, and a norm that reads the layer's input twice. */
function jinaCode(m: TinyModel): TinyModel {
  const { hidden, feedForward } = sizes;
  return bertLike(m, {
    attention: (m, w) => {
      for (const name of ["attn_q_norm", "attn_k_norm", "attn_norm_2"]) biasedNorm(m, w(name));
    },
    feedForward: (m, w) => {
      m.matrix(w("ffn_up.weight"), 2 * feedForward, hidden);
      addLinear(m, w("ffn_down"), hidden, feedForward, true, 3);
    },
  });
}

/** Windows shorter than the texts. */
function modernBert(m: TinyModel): TinyModel {
  const { hidden, feedForward } = sizes;
  setSizes(m, { ...sizes, layers: 7 }).floats({ "attention.layer_norm_epsilon": 1e-5, "rope.freq_base": 160000 });
  m.integers({ "attention.sliding_window": 24, "attention.sliding_window_pattern": 3 });
  m.matrix("token_embd.weight", tinyVocabulary, hidden, { gain: 10 }).norm("token_embd_norm.weight", hidden);
  for (let layer = 0; layer < 7; layer++) {
    const w = (name: string) => `blk.${layer}.${name}.weight`;
    if (layer > 0) m.norm(w("attn_norm"), hidden);
    m.matrix(w("attn_qkv"), 3 * hidden, hidden, { gain: 1.7 }).matrix(w("attn_output"), hidden, hidden, { gain: 3 });
    m.norm(w("ffn_norm"), hidden).matrix(w("ffn_up"), 2 * feedForward, hidden);
    m.matrix(w("ffn_down"), hidden, feedForward, { gain: 3 });
  }
  return addClassifier(m.norm("output_norm.weight", hidden), 1, hidden, false).norm("cls.norm.weight", hidden);
}

/** The layers of Llama. */
function llamaLike(m: TinyModel): TinyModel {
  setSizes(m, sizes);
  addTurnedEnds(m, tinyVocabulary, sizes.hidden);
  for (let layer = 0; layer < sizes.layers; layer++) {
    addFeedForward(addAttention(m, layer, sizes, { sharpness: 2 }), layer, sizes);
  }
  return m;
}

/** The layers of Gemma 3. */
function gemmaLike(m: TinyModel): TinyModel {
  const all = { ...tinySizes, layers: 7 };
  setSizes(m, all).floats({ "rope.freq_base": 1e6 }).integers({ "attention.sliding_window": 24 });
  addTurnedEnds(m, tinyVocabulary, all.hidden);
  for (let layer = 0; layer < all.layers; layer++) {
    addPostNorms(addFeedForward(addAttention(m, layer, all, { hasHeadNorms: true }), layer, all), layer, all.hidden);
  }
  return m;
}

function embeddingGemma(m: TinyModel): TinyModel {
  const { hidden } = tinySizes;
  const [between] = [160];
  m.integers({
    dense_2_feat_in: hidden,
    dense_2_feat_out: between,
    dense_3_feat_in: between,
    dense_3_feat_out: hidden,
  });
  return gemmaLike(m).matrix("dense_2.weight", between, hidden).matrix("dense_3.weight", hidden, between);
}

function qwen3(m: TinyModel): TinyModel {
  setSizes(m).floats({ "rope.freq_base": 1e6 });
  addTurnedEnds(m, tinyVocabulary, tinySizes.hidden);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addAttention(m, layer, tinySizes, { hasHeadNorms: true, sharpness: 2 }).norm(
      `blk.${layer}.ffn_norm.weight`,
      tinySizes.hidden,
    );
    addGatedNetwork(m, layer, tinySizes);
  }
  return m;
}

function qwen3Reranker(m: TinyModel): TinyModel {
  const value = ["yes", "no"];
  return qwen3(m)
    .matrix("cls.output.weight", 2, tinySizes.hidden, { gain: 2 })
    .set("classifier.output_labels", { type: "array", elementType: "string", value });
}

const rank: readonly Pooling[] = ["rank"];

export const tinyEncoders: readonly TinyEncoder[] = [
  encoder("bert", (m) => bertLike(m, { hasPositions: true })),
  encoder("bert-classifier", (m) => addClassifier(bertLike(m, { hasPositions: true }), 2), {
    architecture: "bert",
    poolings: rank,
  }),
  encoder("nomic-bert", (m) =>
    bertLike(m.floats({ "rope.freq_base": 1000 }), { hasBiases: false, feedForward: gated }),
  ),
  encoder("nomic-bert-moe", nomicMoe),
  encoder("jina-bert-v2", (m) =>
    bertLike(m, { feedForward: (m, w) => gated(m.vector(w("ffn_down.bias"), sizes.hidden), w) }),
  ),
  encoder("jina-bert-v2-code", jinaCode, { architecture: "jina-bert-v2" }),
  encoder("jina-bert-v3", (m) => bertLike(m, {})),
  encoder("modern-bert", modernBert, { poolings: [...usual, "rank"] }),
  encoder("eurobert", llamaLike),
  encoder("gemma-embedding", embeddingGemma),
  encoder("llama-embed", llamaLike),
  encoder("llama-bidirectional", llamaLike, { architecture: "llama" }),
  encoder("gemma3-bidirectional", gemmaLike, { architecture: "gemma3", poolings: ["mean", "last"] }),
  encoder("qwen3-embedding", qwen3, { architecture: "qwen3", isCausal: true }),
  encoder("qwen3-reranker", qwen3Reranker, { architecture: "qwen3", isCausal: true, poolings: rank }),
];
