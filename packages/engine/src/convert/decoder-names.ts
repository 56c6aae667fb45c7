import type { Family, Renamed } from "./family.ts";

const ofModel: Readonly<Record<string, string>> = {
  embed_tokens: "token_embd",
  norm: "output_norm",
  final_layernorm: "output_norm",
};

const ofLayer: Readonly<Record<string, string>> = {
  input_layernorm: "attn_norm",
  "self_attn.q_proj": "attn_q",
  "self_attn.k_proj": "attn_k",
  "self_attn.v_proj": "attn_v",
  "self_attn.o_proj": "attn_output",
  "self_attn.dense": "attn_output",
  "self_attn.qkv_proj": "attn_qkv",
  "self_attn.q_norm": "attn_q_norm",
  "self_attn.k_norm": "attn_k_norm",
  "self_attn.sinks": "attn_sinks",
  post_attention_layernorm: "ffn_norm",
  "mlp.gate_proj": "ffn_gate",
  "mlp.up_proj": "ffn_up",
  "mlp.down_proj": "ffn_down",
  "mlp.gate_up_proj": "ffn_up",
  "mlp.fc1": "ffn_up",
  "mlp.fc2": "ffn_down",
  "mlp.c_fc": "ffn_up",
  "mlp.c_proj": "ffn_down",
  "mlp.gate": "ffn_gate_inp",
  "mlp.router": "ffn_gate_inp",
  "mlp.shared_expert_gate": "ffn_gate_inp_shexp",
  "mlp.shared_expert.gate_proj": "ffn_gate_shexp",
  "mlp.shared_expert.up_proj": "ffn_up_shexp",
  "mlp.shared_expert.down_proj": "ffn_down_shexp",
  "block_sparse_moe.gate": "ffn_gate_inp",
};

const ofExpert: Readonly<Record<string, string>> = {
  gate_proj: "ffn_gate_exps",
  up_proj: "ffn_up_exps",
  down_proj: "ffn_down_exps",
  w1: "ffn_gate_exps",
  w3: "ffn_up_exps",
  w2: "ffn_down_exps",
};

/** Encoders of other kinds of input, and what is computed anew. */
const leftOut =
  /^(?:vision_tower|multi_modal_projector|model\.vision_tower|model\.multi_modal_projector)\.|rotary_emb\./;

/**
 * Names as nearly all decoders have them, `model.layers.0.self_attn.q_proj.weight` for example; `own` names parts of a
 * layer that mean something else in this one.
 */
export function decoderNames(own: Readonly<Record<string, string>> = {}): Family["rename"] {
  const parts = { ...ofLayer, ...own };
  return (full) => {
    if (leftOut.test(full)) return undefined;
    const name = full.replace(/^(?:language_model\.model|model\.language_model|language_model|model)\./, "");
    const [, stem, ending] = /^(.*)\.(weight|bias)$/.exec(name) ?? [undefined, name, ""];
    if (stem === "lm_head") return { name: `output.${ending}` };
    const [, layer, part] = /^layers\.(\d+)\.(.*)$/.exec(stem!) ?? [];
    if (layer === undefined) return named(lookUp(ofModel, stem!), ending!);
    const [, expert, matrix] = /^(?:mlp|block_sparse_moe)\.experts\.(\d+)\.(\w+)$/.exec(part!) ?? [];
    if (expert !== undefined) {
      const found = named(lookUp(ofExpert, matrix!), ending!, `blk.${layer}.`);
      return found && { ...found, expert: Number(expert) };
    }
    return named(lookUp(parts, part!), ending!, `blk.${layer}.`);
  };
}

function lookUp(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function named(stem: string | undefined, ending: string, prefix = ""): Renamed | null {
  return stem === undefined ? null : { name: `${prefix}${stem}.${ending || "weight"}` };
}
