// Converts a BERT in sentence-transformers' layout (model.safetensors, tokenizer.json, 1_Pooling) to GGUF, as llama.cpp's
// converter does:
//
//   bun tools/sentence-transformers/convert.ts <folder> <file.gguf> [F32|F16|Q8_0]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GgufInput } from "../../packages/engine/src/gguf/encode-value.ts";
import { tensorTypeNamed } from "../../packages/engine/src/gguf/tensor-types.ts";
import { type GgufTensorSource, writeGguf } from "../../packages/engine/src/gguf/writer.ts";

type WeightType = "F32" | "F16" | "Q8_0";

interface Config {
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly layer_norm_eps: number;
  readonly max_position_embeddings: number;
  readonly num_attention_heads: number;
  readonly num_hidden_layers: number;
  readonly type_vocab_size: number;
}

interface TokenizerFile {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
  readonly added_tokens: readonly { readonly id: number; readonly special: boolean }[];
}

interface Tensor {
  /** From the slowest dimension on. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const names: readonly (readonly [RegExp, string])[] = [
  [/^embeddings\.word_embeddings\./, "token_embd."],
  [/^embeddings\.position_embeddings\./, "position_embd."],
  [/^embeddings\.token_type_embeddings\./, "token_types."],
  [/^embeddings\.LayerNorm\./, "token_embd_norm."],
  [/^encoder\.layer\.(\d+)\.attention\.self\.query\./, "blk.$1.attn_q."],
  [/^encoder\.layer\.(\d+)\.attention\.self\.key\./, "blk.$1.attn_k."],
  [/^encoder\.layer\.(\d+)\.attention\.self\.value\./, "blk.$1.attn_v."],
  [/^encoder\.layer\.(\d+)\.attention\.output\.dense\./, "blk.$1.attn_output."],
  [/^encoder\.layer\.(\d+)\.attention\.output\.LayerNorm\./, "blk.$1.attn_output_norm."],
  [/^encoder\.layer\.(\d+)\.intermediate\.dense\./, "blk.$1.ffn_up."],
  [/^encoder\.layer\.(\d+)\.output\.dense\./, "blk.$1.ffn_down."],
  [/^encoder\.layer\.(\d+)\.output\.LayerNorm\./, "blk.$1.layer_output_norm."],
];

/** GGUF's name of a tensor; undefined for those that embeddings don't need. */
function nameOf(tensor: string): string | undefined {
  const found = names.find(([pattern]) => pattern.test(tensor));
  return found && tensor.replace(found[0], found[1]);
}

/** The F32 tensors of a safetensors file. */
function* readSafetensors(path: string): Generator<readonly [name: string, tensor: Tensor]> {
  const file = readFileSync(path);
  const length = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString("utf8", 8, 8 + length)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (nameOf(name) === undefined) continue;
    if (dtype !== "F32") throw new Error(`${name} is ${dtype}, not F32`);
    const [from, to] = data_offsets.map((offset) => 8 + length + offset);
    yield [name, { shape, values: new Float32Array(Uint8Array.from(file.subarray(from, to)).buffer) }];
  }
}

/** Blocks of 32: an F16 scale, and multiples of it (ggml's quantize_row_q8_0). */
function toQ8(values: Float32Array): Uint8Array {
  const { blockSize, bytesPerBlock } = tensorTypeNamed("Q8_0");
  const bytes = new Uint8Array((values.length / blockSize) * bytesPerBlock);
  const view = new DataView(bytes.buffer);
  for (let block = 0; block * blockSize < values.length; block++) {
    const x = values.subarray(block * blockSize, (block + 1) * blockSize);
    const scale = Math.fround(x.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127);
    const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
    view.setFloat16(block * bytesPerBlock, scale, true);
    // Ties go away from zero.
    x.forEach((value, i) => {
      const q = Math.fround(value * inverse);
      view.setInt8(block * bytesPerBlock + 2 + i, Math.sign(q) * Math.floor(Math.abs(q) + 0.5));
    });
  }
  return bytes;
}

function encode(values: Float32Array, type: WeightType): Uint8Array {
  if (type === "Q8_0") return toQ8(values);
  const array = type === "F16" ? Float16Array.from(values) : values;
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Vectors, places and token types stay f32. */
const isMatrix = (name: string, shape: readonly number[]) =>
  shape.length === 2 && !/^(position_embd|token_types)/.test(name);

const u32 = (value: number): GgufInput => ({ type: "u32", value });
const flag = (value: boolean): GgufInput => ({ type: "bool", value });
const text = (value: string): GgufInput => ({ type: "string", value });

function metadataOf(folder: string): Record<string, GgufInput> {
  const read = <T>(name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as T;
  const config = read<Config>("config.json");
  const pooling = read<{ pooling_mode_cls_token: boolean; pooling_mode_mean_tokens: boolean }>("1_Pooling/config.json");
  const { model, added_tokens: added } = read<TokenizerFile>("tokenizer.json");
  if (!pooling.pooling_mode_mean_tokens && !pooling.pooling_mode_cls_token) throw new Error("pooling of another kind");
  const vocabulary = Object.entries(model.vocab).sort(([, a], [, b]) => a - b);
  const special = new Set(added.filter((token) => token.special).map(({ id }) => id));
  const idOf = (token: string) => u32(model.vocab[token]!);
  return {
    "general.architecture": text("bert"),
    "bert.context_length": u32(config.max_position_embeddings),
    "bert.embedding_length": u32(config.hidden_size),
    "bert.feed_forward_length": u32(config.intermediate_size),
    "bert.block_count": u32(config.num_hidden_layers),
    "bert.attention.head_count": u32(config.num_attention_heads),
    "bert.attention.layer_norm_epsilon": { type: "f32", value: config.layer_norm_eps },
    "bert.attention.causal": flag(false),
    "bert.pooling_type": u32(pooling.pooling_mode_mean_tokens ? 1 : 2),
    "tokenizer.ggml.model": text("bert"),
    "tokenizer.ggml.pre": text("jina-v2-en"),
    "tokenizer.ggml.token_type_count": u32(config.type_vocab_size),
    "tokenizer.ggml.tokens": {
      type: "array",
      elementType: "string",
      value: vocabulary.map(([token]) => {
        if (/^\[.*\]$/.test(token)) return token;
        return token.startsWith("##") ? token.slice(2) : `\u2581${token}`;
      }),
    },
    "tokenizer.ggml.token_type": {
      type: "array",
      elementType: "i32",
      value: vocabulary.map(([, id]) => (special.has(id) ? 3 : 1)),
    },
    "tokenizer.ggml.bos_token_id": idOf("[CLS]"),
    "tokenizer.ggml.eos_token_id": idOf("[SEP]"),
    "tokenizer.ggml.unknown_token_id": idOf("[UNK]"),
    "tokenizer.ggml.seperator_token_id": idOf("[SEP]"),
    "tokenizer.ggml.padding_token_id": idOf("[PAD]"),
    "tokenizer.ggml.cls_token_id": idOf("[CLS]"),
    "tokenizer.ggml.mask_token_id": idOf("[MASK]"),
    "tokenizer.ggml.add_bos_token": flag(true),
    "tokenizer.ggml.add_eos_token": flag(true),
    "tokenizer.ggml.add_sep_token": flag(false),
  };
}

const [folder, output, type = "F32"] = process.argv.slice(2) as [string, string, WeightType?];
if (!folder || !output || !["F32", "F16", "Q8_0"].includes(type)) {
  console.error("usage: bun tools/sentence-transformers/convert.ts <folder> <file.gguf> [F32|F16|Q8_0]");
  process.exit(1);
}
const tensors: GgufTensorSource[] = [];
for (const [original, { shape, values }] of readSafetensors(join(folder, "model.safetensors"))) {
  const name = nameOf(original)!;
  const as = isMatrix(name, shape) ? type : "F32";
  tensors.push({ name, dims: shape.toReversed(), type: as, data: encode(values, as) });
}
await writeGguf(output, { metadata: metadataOf(folder), tensors });
