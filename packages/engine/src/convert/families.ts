import { bertName } from "./bert-names.ts";
import { commonKeys, numberIn, rotationOf } from "./common-keys.ts";
import type { Config } from "./config.ts";
import { decoderNames } from "./decoder-names.ts";
import { CheckpointError } from "./error.ts";
import type { Family } from "./family.ts";
import { repackGptOss } from "./gpt-oss-experts.ts";
import type { Keys } from "./keys.ts";
import { cohere2, commandR, glm4, nemotron, phi2, stableLm } from "./partly-rotated.ts";
import { llama3Factors, phi3Factors } from "./rotation-factors.ts";

const simple = (architecture: string): Family => ({ architecture, rename: decoderNames(), keys: commonKeys });

/** Llama's queries and keys rotate neighbours in GGUF, and halves in safetensors. */
function headsToPair(name: string, config: Config): number | undefined {
  const heads = config.needed("num_attention_heads");
  if (/\.attn_q\.(?:weight|bias)$/.test(name)) return heads;
  return /\.attn_k\.(?:weight|bias)$/.test(name) ? (config.integer("num_key_value_heads") ?? heads) : undefined;
}

function llamaKeys(config: Config, keys: Keys): void {
  commonKeys(config, keys);
  keys.integer(keys.own("vocab_size"), config.needed("vocab_size"));
  keys.integer(keys.own("rope.dimension_count"), config.headSize);
}

const llama: Family = {
  architecture: "llama",
  rename: decoderNames(),
  headsToPair,
  keys: llamaKeys,
  vectors: llama3Factors,
};

function expertKeys(config: Config, keys: Keys): void {
  commonKeys(config, keys);
  keys.integer(keys.own("expert_feed_forward_length"), config.integer("moe_intermediate_size"));
  const shared = config.integer("shared_expert_intermediate_size");
  keys.integer(keys.own("expert_shared_feed_forward_length"), shared);
}

/** Gemma's norms are stored as differences from 1; its head is its embedding. */
const gemmaNames = (own: Readonly<Record<string, string>> = {}): Family["rename"] => {
  const rename = decoderNames(own);
  return (name) => (/(?:^|\.)lm_head\.weight$/.test(name) ? undefined : rename(name));
};
const gemmaOffset = (name: string) => (name.endsWith("norm.weight") ? 1 : 0);
const normsAround = {
  post_attention_layernorm: "post_attention_norm",
  pre_feedforward_layernorm: "ffn_norm",
  post_feedforward_layernorm: "post_ffw_norm",
};

const gemma: Family = { ...simple("gemma"), rename: gemmaNames(), offset: gemmaOffset };

const gemma2: Family = {
  architecture: "gemma2",
  rename: gemmaNames(normsAround),
  offset: gemmaOffset,
  keys(config, keys) {
    commonKeys(config, keys);
    keys.float(keys.own("attn_logit_softcapping"), config.number("attn_logit_softcapping"));
    keys.float(keys.own("final_logit_softcapping"), config.number("final_logit_softcapping"));
    keys.integer(keys.own("attention.sliding_window"), config.needed("sliding_window"));
  },
};

const gemma3: Family = {
  architecture: "gemma3",
  rename: gemmaNames(normsAround),
  offset: gemmaOffset,
  keys(config, keys) {
    commonKeys(config, keys);
    const own = (key: string) => keys.own(key);
    keys.integer(own("context_length"), config.integer("max_position_embeddings") ?? 131_072);
    keys.integer(own("attention.head_count_kv"), config.integer("num_key_value_heads") ?? 4);
    keys.float(own("attention.layer_norm_rms_epsilon"), config.number("rms_norm_eps") ?? 1e-6);
    keys.integer(own("attention.key_length"), config.integer("head_dim") ?? 256);
    keys.integer(own("attention.value_length"), config.integer("head_dim") ?? 256);
    keys.float(own("rope.freq_base"), numberIn(rotationOf(config), "rope_theta") ?? 1_000_000);
    keys.float(own("final_logit_softcapping"), config.number("final_logit_softcapping"));
    if (config.find("sliding_window_pattern") !== 1) {
      keys.integer(own("attention.sliding_window"), config.needed("sliding_window"));
    }
  },
};

const phi3: Family = {
  architecture: "phi3",
  rename: decoderNames(),
  vectors: phi3Factors,
  keys(config, keys) {
    commonKeys(config, keys);
    const own = (key: string) => keys.own(key);
    const rotation = rotationOf(config);
    const [heads, width] = [config.needed("num_attention_heads"), config.needed("hidden_size")];
    const share = numberIn(rotation, "partial_rotary_factor") ?? config.number("partial_rotary_factor") ?? 1;
    keys.integer(own("rope.dimension_count"), Math.floor(Math.trunc(share * width) / heads));
    const context = config.needed("max_position_embeddings");
    const original =
      numberIn(rotation, "original_max_position_embeddings") ?? config.integer("original_max_position_embeddings");
    keys.integer(own("rope.scaling.original_context_length"), original);
    keys.integer(own("attention.sliding_window"), config.integer("sliding_window") ?? 0);
    // Longer texts than the model was first made for get flatter attention.
    const scale = context / (original ?? context);
    if (phi3Factors(config).size === 0) return;
    const factor = scale <= 1 ? 1 : Math.sqrt(1 + Math.log(scale) / Math.log(original!));
    keys.float(own("rope.scaling.attn_factor"), factor);
  },
};

const granite: Family = {
  ...llama,
  architecture: "granite",
  keys(config, keys) {
    llamaKeys(config, keys);
    keys.float(keys.own("attention.scale"), config.number("attention_multiplier"));
    keys.float(keys.own("embedding_scale"), config.number("embedding_multiplier"));
    keys.float(keys.own("residual_scale"), config.number("residual_multiplier"));
    keys.float(keys.own("logit_scale"), config.number("logits_scaling"));
  },
};

const gptOss: Family = {
  architecture: "gpt-oss",
  rename: decoderNames({ post_attention_layernorm: "post_attention_norm" }),
  repack: repackGptOss,
  keys(config, keys) {
    commonKeys(config, keys);
    keys.integer(keys.own("attention.sliding_window"), config.needed("sliding_window"));
    keys.integer(keys.own("expert_feed_forward_length"), config.needed("intermediate_size"));
  },
};

const bert: Family = {
  architecture: "bert",
  rename: bertName,
  keys(config, keys) {
    commonKeys(config, keys);
    keys.flag(keys.own("attention.causal"), false);
    keys.integer("tokenizer.ggml.token_type_count", config.integer("type_vocab_size") ?? 1);
  },
};

/** By the name that `config.json` gives the class of the model. */
const families: Readonly<Record<string, Family>> = {
  LlamaForCausalLM: llama,
  MistralForCausalLM: llama,
  MixtralForCausalLM: llama,
  Qwen2ForCausalLM: simple("qwen2"),
  Qwen2MoeForCausalLM: { ...simple("qwen2moe"), keys: expertKeys },
  Qwen3ForCausalLM: simple("qwen3"),
  Qwen3MoeForCausalLM: { ...simple("qwen3moe"), keys: expertKeys },
  GemmaForCausalLM: gemma,
  Gemma2ForCausalLM: gemma2,
  Gemma3ForCausalLM: gemma3,
  Gemma3ForConditionalGeneration: gemma3,
  Phi3ForCausalLM: phi3,
  GraniteForCausalLM: granite,
  SmolLM3ForCausalLM: { ...llama, architecture: "smollm3" },
  Olmo2ForCausalLM: { ...simple("olmo2"), rename: decoderNames(normsAround) },
  Starcoder2ForCausalLM: simple("starcoder2"),
  OlmoeForCausalLM: {
    ...simple("olmoe"),
    keys(config, keys) {
      commonKeys(config, keys);
      keys.float(keys.own("attention.layer_norm_rms_epsilon"), 1e-5);
    },
  },
  PhiForCausalLM: phi2,
  StableLmForCausalLM: stableLm,
  CohereForCausalLM: commandR,
  Cohere2ForCausalLM: cohere2,
  NemotronForCausalLM: nemotron,
  Glm4ForCausalLM: glm4,
  GptOssForCausalLM: gptOss,
  BertModel: bert,
  BertForMaskedLM: bert,
};

/** How a model of this config becomes GGUF. Throws {@link CheckpointError} for a kind that nobody knows. */
export function familyOf(config: Config): Family {
  const classes = config.find("architectures");
  const name = Array.isArray(classes) ? String(classes[0]) : "";
  if (Object.hasOwn(families, name)) return families[name]!;
  throw new CheckpointError(
    `models of the class "${name}" can't be converted (those that can: ${Object.keys(families).join(", ")})`,
  );
}
