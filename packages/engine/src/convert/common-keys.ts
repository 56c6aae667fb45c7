import type { Config } from "./config.ts";
import { CheckpointError } from "./error.ts";
import { isObject } from "./folder.ts";
import type { Keys } from "./keys.ts";

/** Rotation as a config describes it, in either of the two ways of Transformers. */
export function rotationOf(config: Config): Record<string, unknown> {
  const given = { ...config.object("rope_parameters", "rope_scaling") };
  const global = isObject(given.full_attention) ? { ...given.full_attention } : given;
  return {
    rope_theta: config.find("rope_theta", "global_rope_theta", "rotary_emb_base"),
    ...global,
    rope_type: String(global.rope_type ?? global.type ?? "default").toLowerCase(),
  };
}

/** A number among the fields of a rotation. */
export function numberIn(fields: Record<string, unknown>, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new CheckpointError(`"${name}" of the rotation in "config.json" is no number`);
}

/** What llama.cpp's converter writes of nearly every model. */
export function commonKeys(config: Config, keys: Keys): void {
  const { own } = { own: (key: string) => keys.own(key) };
  keys.integer(own("block_count"), config.needed("num_hidden_layers", "n_layer"));
  keys.integer(own("context_length"), config.integer("max_position_embeddings", "n_positions"));
  keys.integer(own("embedding_length"), config.needed("hidden_size", "n_embd"));
  keys.integer(own("feed_forward_length"), config.integer("intermediate_size", "n_inner"));
  keys.integer(own("attention.head_count"), config.needed("num_attention_heads", "n_head"));
  keys.integer(own("attention.head_count_kv"), config.integer("num_key_value_heads"));
  keys.float(own("attention.layer_norm_rms_epsilon"), config.number("rms_norm_eps", "norm_eps"));
  keys.float(
    own("attention.layer_norm_epsilon"),
    config.number("layer_norm_eps", "layer_norm_epsilon", "norm_epsilon"),
  );
  keys.integer(own("attention.key_length"), config.integer("head_dim"));
  keys.integer(own("attention.value_length"), config.integer("head_dim"));
  keys.integer(own("expert_count"), config.integer("num_local_experts", "num_experts"));
  keys.integer(own("expert_used_count"), config.integer("num_experts_per_tok"));
  rotationKeys(config, keys);
}

function rotationKeys(config: Config, keys: Keys): void {
  const rotation = rotationOf(config);
  const number = (name: string) => numberIn(rotation, name);
  keys.float(keys.own("rope.freq_base"), number("rope_theta"));
  const local = config.object("rope_parameters", "rope_scaling").sliding_attention;
  const localBase = isObject(local) ? numberIn(local, "rope_theta") : config.number("rope_local_base_freq");
  keys.float(keys.own("rope.freq_base_swa"), localBase);
  const { rope_type: type } = rotation;
  const scaling = (name: string) => keys.own(`rope.scaling.${name}`);
  switch (type) {
    case "default":
    case "llama3":
    case "mrope":
      break;
    case "linear":
    case "yarn":
      keys.text(scaling("type"), type);
      keys.float(scaling("factor"), number("factor"));
      if (type === "linear") break;
      keys.integer(scaling("original_context_length"), number("original_max_position_embeddings"));
      keys.float(scaling("yarn_ext_factor"), number("extrapolation_factor"));
      keys.float(scaling("yarn_attn_factor"), number("attention_factor") ?? number("attn_factor"));
      keys.float(scaling("yarn_beta_fast"), number("beta_fast"));
      keys.float(scaling("yarn_beta_slow"), number("beta_slow"));
      break;
    case "su":
    case "longrope":
      keys.text(scaling("type"), "longrope");
      break;
    default:
      throw new CheckpointError(`rotation of the type "${String(type)}" is not supported`);
  }
}
