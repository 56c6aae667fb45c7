import type { Renamed } from "./family.ts";

const ofModel: Readonly<Record<string, string>> = {
  "embeddings.word_embeddings": "token_embd",
  "embeddings.position_embeddings": "position_embd",
  "embeddings.token_type_embeddings": "token_types",
  "embeddings.LayerNorm": "token_embd_norm",
};

const ofLayer: Readonly<Record<string, string>> = {
  "attention.self.query": "attn_q",
  "attention.self.key": "attn_k",
  "attention.self.value": "attn_v",
  "attention.output.dense": "attn_output",
  "attention.output.LayerNorm": "attn_output_norm",
  "intermediate.dense": "ffn_up",
  "output.dense": "ffn_down",
  "output.LayerNorm": "layer_output_norm",
};

/** Names of BERT's tensors, without the heads that it was trained with. */
export function bertName(full: string): Renamed | undefined | null {
  const name = full
    .replace(/^bert\./, "")
    .replace(/\.gamma$/, ".weight")
    .replace(/\.beta$/, ".bias");
  if (/^(?:embeddings\.position_ids$|pooler\.|cls\.(?:predictions|seq_relationship))/.test(name)) return undefined;
  const [, stem, ending] = /^(.*)\.(weight|bias)$/.exec(name) ?? [];
  if (stem === undefined) return null;
  const [, layer, part] = /^encoder\.layer\.(\d+)\.(.*)$/.exec(stem) ?? [];
  const table = layer === undefined ? ofModel : ofLayer;
  const key = part ?? stem;
  if (!Object.hasOwn(table, key)) return null;
  return { name: `${layer === undefined ? "" : `blk.${layer}.`}${table[key]}.${ending}` };
}
