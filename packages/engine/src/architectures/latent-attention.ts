import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import { ArchitectureError } from "../graph/error.ts";
import type { LayerNames } from "../graph/heads.ts";
import type { ModelKeys } from "./model-keys.ts";
import type { Rope } from "./rope.ts";
import type { Temperature } from "./temperature.ts";

/** Multi-head latent attention: what a family's layers have in common. */
export interface LatentAttention {
  readonly rope: Rope;
  /** Width of what keys and values are made of. */
  readonly rank: number;
  /** Widths of a head: of keys without their rotating channels, and of values. */
  readonly plainDim: number;
  readonly valueDim: number;
  readonly scale: number;
  readonly temperature: Temperature | undefined;
}

/**
 * The sizes. Newer files give those of heads under keys of their own, as the other ones tell what the cache holds.
 */
export function readLatentSizes(
  keys: ModelKeys,
  ropeDim: number,
): Pick<LatentAttention, "rank" | "plainDim" | "valueDim"> {
  const [key, value] = ["key_length", "value_length"].map((name) => {
    const own = `attention.${name}_mla`;
    return keys.integer(keys.has(own) ? own : `attention.${name}`, 1, 1 << 14);
  });
  if (key! <= ropeDim) throw keys.error("rope.dimension_count", `is ${ropeDim}, in heads of ${key}`);
  return { rank: keys.integer("attention.kv_lora_rank", 1, 1 << 14), plainDim: key! - ropeDim, valueDim: value! };
}

/**
 * A layer of multi-head latent attention (DeepSeek-AI 2024, arXiv 2405.04434, section 2.1) before its output projection.
 * Heads begin with their rotating channels.
 */
export function latentAttention(
  g: DecoderGraph,
  x: Activations,
  w: LayerNames,
  layer: number,
  heads: number,
  a: LatentAttention,
): Activations {
  const q = g.has(w("attn_q")) ? g.linear(x, w("attn_q")) : compressed(g, x, w);
  const [plain, turning] = g.splitGroups(q, heads, [a.plainDim, a.rope.dim]);
  const [raw, turningKey] = g.split(g.linear(x, w("attn_kv_a_mqa")), [a.rank, a.rope.dim]);
  const latent = g.rmsNorm(raw!, w("attn_kv_a_norm"));
  const parts = { plain: plain!, turning: turning!, latent, turningKey: turningKey! };
  const inner = g.has(w("attn_kv_b")) ? expanded : absorbed;
  return inner(g, w, layer, heads, a, parts);
}

interface Parts {
  /** Of queries, by head. */
  readonly plain: Activations;
  readonly turning: Activations;
  readonly latent: Activations;
  /** Of the keys, the same for all heads. */
  readonly turningKey: Activations;
}

/** Queries by way of fewer channels. */
function compressed(g: DecoderGraph, x: Activations, w: LayerNames): Activations {
  return g.linear(g.rmsNorm(g.linear(x, w("attn_q_a")), w("attn_q_a_norm")), w("attn_q_b"));
}

/** Queries look at the latent vectors themselves: what would make keys of them is multiplied into the queries. */
function absorbed(g: DecoderGraph, w: LayerNames, layer: number, heads: number, a: LatentAttention, parts: Parts) {
  const keyDim = a.rope.dim + a.rank;
  const plain = perHead(g, parts.plain, `${w("attn_k_b")}.weight`, heads);
  const q = g.joinGroups(g.concat([parts.turning, plain]), heads);
  const sizes = { layer, heads, kvHeads: 1, keyDim, valueDim: a.rank, rope: a.rope, scale: a.scale };
  const k = g.concat([parts.turningKey, parts.latent]);
  const attended = g.attention(sizes, { q: tempered(g, q, a), k, v: parts.latent });
  const [byHead] = g.splitGroups(attended, heads, [a.rank]);
  return g.joinGroups(perHead(g, byHead!, `${w("attn_v_b")}.weight`, heads), heads);
}

/** Keys and values of all heads are made of the latent vectors, as older files want it. */
function expanded(g: DecoderGraph, w: LayerNames, layer: number, heads: number, a: LatentAttention, parts: Parts) {
  const keyDim = a.rope.dim + a.plainDim;
  const [plain, v] = g.splitGroups(g.linear(parts.latent, w("attn_kv_b")), heads, [a.plainDim, a.valueDim]);
  const one = g.reshape(parts.turningKey, [0, 0, 1, a.rope.dim], a.rope.dim);
  const each = { ...g.graph.apply("Expand", [one, g.graph.constant([1, 1, heads, 1])]), width: a.rope.dim };
  const q = g.joinGroups(g.concat([parts.turning, parts.plain]), heads);
  const k = g.joinGroups(g.concat([each, plain!]), heads);
  const sizes = { layer, heads, kvHeads: heads, keyDim, valueDim: a.valueDim, rope: a.rope, scale: a.scale };
  return g.attention(sizes, { q: tempered(g, q, a), k, v: g.joinGroups(v!, heads) });
}

function tempered(g: DecoderGraph, q: Activations, { temperature }: LatentAttention): Activations {
  return temperature ? g.tempered(q, temperature) : q;
}

/** Each head times a matrix of its own. */
function perHead(g: DecoderGraph, x: Activations, name: string, heads: number): Activations {
  const count = g.weights.expertCount(name);
  if (count !== heads) throw new ArchitectureError(`tensor ${name} is for ${count} heads, not ${heads}`);
  return g.weights.expertLinear(x, [name]);
}
