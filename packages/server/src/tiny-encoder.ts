/** For tests: tiny models of BERT's shape with random weights, one that embeds and one that ranks. */
import { type GgufContent, type GgufTensorSource, writeGguf } from "@cria/engine";

const hidden = 64;
const layers = 2;
const heads = 4;
const feedForward = 96;
/** Tokens of the longest text, special ones included. */
export const tinyContext = 256;
/** Width of the vectors of the model that embeds. */
export const tinyDimensions = hidden;

const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
/** Each character is a token, with a mark where it begins a word. */
const characters = [..."abcdefghijklmnopqrstuvwxyz0123456789.,?!"];
const tokens = [...special, ...characters.map((c) => `\u2581${c}`), ...characters];

/** Writes a model with the pooling `mean`, or one that ranks by a single label. */
export async function writeTinyEncoder(path: string, kind: "mean" | "rank"): Promise<void> {
  await writeGguf(path, { metadata: metadata(kind), tensors: tensorsOf(kind) });
}

function metadata(kind: "mean" | "rank"): GgufContent["metadata"] {
  const u32 = (value: number) => ({ type: "u32", value }) as const;
  const text = (value: string) => ({ type: "string", value }) as const;
  const flag = (value: boolean) => ({ type: "bool", value }) as const;
  const id = (token: string) => u32(tokens.indexOf(token));
  return {
    "general.architecture": text("bert"),
    "general.name": text(`tiny ${kind}`),
    "bert.context_length": u32(tinyContext),
    "bert.embedding_length": u32(hidden),
    "bert.feed_forward_length": u32(feedForward),
    "bert.block_count": u32(layers),
    "bert.attention.head_count": u32(heads),
    "bert.attention.layer_norm_epsilon": { type: "f32", value: 1e-12 },
    "bert.attention.causal": flag(false),
    "bert.pooling_type": u32(kind === "mean" ? 1 : 4),
    "tokenizer.ggml.model": text("bert"),
    "tokenizer.ggml.pre": text("jina-v2-en"),
    "tokenizer.ggml.token_type_count": u32(2),
    "tokenizer.ggml.tokens": { type: "array", elementType: "string", value: tokens },
    "tokenizer.ggml.token_type": {
      type: "array",
      elementType: "i32",
      value: tokens.map((token) => (special.includes(token) ? 3 : 1)),
    },
    "tokenizer.ggml.bos_token_id": id("[CLS]"),
    "tokenizer.ggml.eos_token_id": id("[SEP]"),
    "tokenizer.ggml.seperator_token_id": id("[SEP]"),
    "tokenizer.ggml.unknown_token_id": id("[UNK]"),
    "tokenizer.ggml.padding_token_id": id("[PAD]"),
    "tokenizer.ggml.cls_token_id": id("[CLS]"),
    "tokenizer.ggml.mask_token_id": id("[MASK]"),
    "tokenizer.ggml.add_bos_token": flag(true),
    "tokenizer.ggml.add_eos_token": flag(true),
  };
}

function tensorsOf(kind: "mean" | "rank"): GgufTensorSource[] {
  // A generator of Lehmer's, so that the weights are the same in every run.
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const tensor = (name: string, dims: readonly number[], value: () => number): GgufTensorSource => {
    const count = dims.reduce((product, size) => product * size, 1);
    const data = new Uint8Array(Float32Array.from({ length: count }, value).buffer);
    return { name, dims, type: "F32", data };
  };
  const about = (mean: number, spread: number) => () => mean + spread * (2 * random() - 1);
  const linear = (name: string, columns: number, rows: number) => [
    tensor(`${name}.weight`, [columns, rows], about(0, 1.5 * Math.sqrt(3 / columns))),
    tensor(`${name}.bias`, [rows], about(0, 0.1)),
  ];
  const norm = (name: string) => [
    tensor(`${name}.weight`, [hidden], about(1, 0.3)),
    tensor(`${name}.bias`, [hidden], about(0, 0.1)),
  ];
  const layer = (index: number) => {
    const w = (name: string) => `blk.${index}.${name}`;
    return [
      ...["attn_q", "attn_k", "attn_v", "attn_output"].flatMap((name) => linear(w(name), hidden, hidden)),
      ...norm(w("attn_output_norm")),
      ...linear(w("ffn_up"), hidden, feedForward),
      ...linear(w("ffn_down"), feedForward, hidden),
      ...norm(w("layer_output_norm")),
    ];
  };
  return [
    tensor("token_embd.weight", [hidden, tokens.length], about(0, 1)),
    tensor("position_embd.weight", [hidden, tinyContext], about(0, 0.3)),
    tensor("token_types.weight", [hidden, 2], about(0, 0.3)),
    ...norm("token_embd_norm"),
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
    ...(kind === "rank" ? [...linear("cls", hidden, hidden), ...linear("cls.output", hidden, 1)] : []),
  ];
}
