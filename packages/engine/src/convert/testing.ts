/** Folders in Hugging Face's layout, for tests: small, with random weights. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomNumbers } from "../weights/testing.ts";

/** A tensor to write: its sizes, the contiguous one last, and its values. */
export interface FloatsToWrite {
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer>;
  readonly dtype?: "F32" | "BF16";
}

let seed = 1;
/** Random values of a shape. */
export function random(...shape: number[]): FloatsToWrite {
  const next = randomNumbers(seed++);
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1)).map(() => next() - 0.5);
  return { shape, values };
}

/** The bytes of a safetensors file. */
export function safetensors(tensors: Readonly<Record<string, FloatsToWrite>>): Uint8Array {
  const header: Record<string, unknown> = {};
  const data: Uint8Array[] = [];
  let position = 0;
  for (const [name, { shape, values, dtype = "F32" }] of Object.entries(tensors)) {
    const halves = () => new Uint16Array(values.buffer).filter((_, i) => i % 2 === 1);
    const bytes = new Uint8Array(dtype === "F32" ? values.buffer : halves().buffer);
    header[name] = { dtype, shape, data_offsets: [position, position + bytes.length] };
    position += bytes.length;
    data.push(bytes);
  }
  return withHeader(JSON.stringify(header), Buffer.concat(data));
}

/** A file of any header. */
export function withHeader(header: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

/** Writes files into a new folder in `root`; gives where each lies. Objects become JSON. */
export function folderOf(
  root: string,
  files: Readonly<Record<string, Uint8Array | string | object>>,
): Map<string, string> {
  const folder = mkdtempSync(join(root, "folder-"));
  return new Map(
    Object.entries(files).map(([name, content], i) => {
      const path = join(folder, String(i));
      const isFile = content instanceof Uint8Array || typeof content === "string";
      writeFileSync(path, isFile ? content : JSON.stringify(content));
      return [name, path];
    }),
  );
}

export const sizes = { hidden: 32, heads: 4, keyHeads: 2, headSize: 8, feedForward: 48, layers: 2, vocabulary: 40 };

/** What every `config.json` of the tests says. */
export const commonConfig = {
  hidden_size: sizes.hidden,
  intermediate_size: sizes.feedForward,
  num_attention_heads: sizes.heads,
  num_key_value_heads: sizes.keyHeads,
  num_hidden_layers: sizes.layers,
  max_position_embeddings: 64,
  vocab_size: sizes.vocabulary,
  rms_norm_eps: 1e-5,
  rope_theta: 20_000,
  tie_word_embeddings: true,
};

/** A `tokenizer.json` of byte pairs that cuts text as Qwen 2 does. */
export function bytePairs(): Record<string, unknown> {
  const vocab = Object.fromEntries(Array.from({ length: 37 }, (_, i) => [String.fromCodePoint(97 + i), i]));
  return {
    model: { type: "BPE", vocab: { ...vocab, ab: 37 }, merges: [["a", "b"]] },
    added_tokens: [
      { id: 38, content: "<|end|>", special: true },
      { id: 39, content: "<tool>", special: false },
    ],
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        {
          type: "Split",
          pattern: {
            Regex: String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
          },
        },
        { type: "ByteLevel", use_regex: false },
      ],
    },
  };
}

/** Tensors of a decoder by Transformers' names; `layer` has what is special about its layers. */
export function decoderTensors(
  layer: (prefix: string) => Record<string, FloatsToWrite>,
  own: Record<string, FloatsToWrite> = {},
): Record<string, FloatsToWrite> {
  const { hidden, layers, vocabulary } = sizes;
  const tensors: Record<string, FloatsToWrite> = {
    "model.embed_tokens.weight": random(vocabulary, hidden),
    "model.norm.weight": random(hidden),
    ...own,
  };
  for (let i = 0; i < layers; i++) Object.assign(tensors, layer(`model.layers.${i}.`));
  return tensors;
}

/** Attention with four matrices. */
export function attention(prefix: string, isBiased = false): Record<string, FloatsToWrite> {
  const { hidden, heads, keyHeads, headSize } = sizes;
  const rows = { q_proj: heads * headSize, k_proj: keyHeads * headSize, v_proj: keyHeads * headSize };
  const tensors: Record<string, FloatsToWrite> = {
    [`${prefix}self_attn.o_proj.weight`]: random(hidden, heads * headSize),
  };
  for (const [name, count] of Object.entries(rows)) {
    tensors[`${prefix}self_attn.${name}.weight`] = random(count, hidden);
    if (isBiased) tensors[`${prefix}self_attn.${name}.bias`] = random(count);
  }
  return tensors;
}

export function gatedFeedForward(prefix: string, columns = sizes.feedForward): Record<string, FloatsToWrite> {
  return {
    [`${prefix}gate_proj.weight`]: random(columns, sizes.hidden),
    [`${prefix}up_proj.weight`]: random(columns, sizes.hidden),
    [`${prefix}down_proj.weight`]: random(sizes.hidden, columns),
  };
}

export function norms(prefix: string, ...names: string[]): Record<string, FloatsToWrite> {
  return Object.fromEntries(names.map((name) => [`${prefix}${name}.weight`, random(sizes.hidden)]));
}
