import { commonKeys, numberIn, rotationOf } from "./common-keys.ts";
import type { Config } from "./config.ts";
import { decoderNames } from "./decoder-names.ts";
import type { Family } from "./family.ts";
import type { Keys } from "./keys.ts";

/** The share of a head that is rotated, in either of its two places. */
function rotatedShare(config: Config, fallback: number): number {
  const own = numberIn(rotationOf(config), "partial_rotary_factor");
  return own ?? config.number("partial_rotary_factor", "rotary_pct") ?? fallback;
}

/** {@link commonKeys}, and how many elements of a head are rotated. */
function partlyRotatedKeys(config: Config, keys: Keys, fallback: number): void {
  commonKeys(config, keys);
  keys.integer(keys.own("rope.dimension_count"), Math.trunc(rotatedShare(config, fallback) * config.headSize));
}

const unscaled = (keys: Keys) => keys.text(keys.own("rope.scaling.type"), "none");

export const phi2: Family = {
  architecture: "phi2",
  rename: decoderNames(),
  keys(config, keys) {
    partlyRotatedKeys(config, keys, 0.5);
    keys.integer(keys.own("attention.head_count_kv"), config.needed("num_attention_heads"));
    keys.flag("tokenizer.ggml.add_bos_token", false);
  },
};

export const stableLm: Family = {
  architecture: "stablelm",
  rename: decoderNames(),
  keys(config, keys) {
    partlyRotatedKeys(config, keys, 0.25);
    keys.flag(keys.own("use_parallel_residual"), config.find("use_parallel_residual") !== false);
  },
};

export const commandR: Family = {
  architecture: "command-r",
  rename: decoderNames(),
  keys(config, keys) {
    commonKeys(config, keys);
    // What the model was trained with, where the config says both.
    keys.integer(keys.own("context_length"), config.integer("model_max_length", "max_position_embeddings"));
    keys.float(keys.own("logit_scale"), config.number("logit_scale"));
    unscaled(keys);
  },
};

export const cohere2: Family = {
  architecture: "cohere2",
  rename: decoderNames(),
  keys(config, keys) {
    partlyRotatedKeys(config, keys, 1);
    keys.float(keys.own("logit_scale"), config.number("logit_scale"));
    keys.integer(keys.own("attention.sliding_window"), config.needed("sliding_window"));
    keys.integer(keys.own("vocab_size"), config.needed("vocab_size"));
    unscaled(keys);
  },
};

/** Its norms are stored as differences from 1. */
export const nemotron: Family = {
  architecture: "nemotron",
  rename: decoderNames(),
  offset: (name) => (name.endsWith("norm.weight") ? 1 : 0),
  keys(config, keys) {
    partlyRotatedKeys(config, keys, 0.5);
    keys.integer(keys.own("vocab_size"), config.needed("vocab_size"));
    keys.float(keys.own("attention.layer_norm_epsilon"), config.number("norm_eps", "layer_norm_eps"));
    if (numberIn(rotationOf(config), "factor") === undefined) unscaled(keys);
  },
};

export const glm4: Family = {
  architecture: "glm4",
  rename: decoderNames({
    post_self_attn_layernorm: "post_attention_norm",
    post_mlp_layernorm: "post_ffw_norm",
  }),
  keys: (config, keys) => partlyRotatedKeys(config, keys, 0.5),
};
