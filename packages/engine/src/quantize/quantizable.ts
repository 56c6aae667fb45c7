import type { GgufTensor } from "../gguf/tensor-layout.ts";

/** Parts of the names of matrices that stay as they are: small, or sensitive (llama-quant.cpp, build 11669). */
const kept = [
  "_norm.weight",
  "ffn_gate_inp.weight",
  "ffn_gate_tid2eid.weight",
  "altup",
  "laurel",
  "per_layer_model_proj",
  "ssm_conv1d",
  "shortconv.conv.weight",
  "indexer.k_proj.weight",
  "indexer.q_proj.weight",
  "time_mix_first.weight",
  "time_mix_w0.weight",
  "time_mix_w1.weight",
  "time_mix_w2.weight",
  "time_mix_v0.weight",
  "time_mix_v1.weight",
  "time_mix_v2.weight",
  "time_mix_a0.weight",
  "time_mix_a1.weight",
  "time_mix_a2.weight",
  "time_mix_g1.weight",
  "time_mix_g2.weight",
  "time_mix_decay_w1.weight",
  "time_mix_decay_w2.weight",
  "time_mix_lerp_fused.weight",
  "attn_rel_b.weight",
  ".position_embd",
  "sam.pos_embd",
  "sam.neck.",
  "sam.net_",
  ".rel_pos",
  ".patch_embd",
  ".patch_merger",
  "a.rvq.codebook",
  "mm.a.code_embd",
];

const keptWhole = new Set(["position_embd.weight", "token_types.weight"]);

/** Whether llama-quantize changes the type of a tensor: matrices whose names end with `weight`, but for a few. */
export function isQuantizable({ name, dims }: Pick<GgufTensor, "name" | "dims">): boolean {
  const isMatrix = dims.some((size, axis) => axis > 0 && size > 1);
  return isMatrix && name.endsWith("weight") && !keptWhole.has(name) && !kept.some((part) => name.includes(part));
}
