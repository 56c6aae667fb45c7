import { join } from "node:path";
import { type GgufContent, writeGguf } from "@cria/engine";
import { type Shape, tensorsOf } from "./shape.ts";
import { type Keys, string, u32 } from "./values.ts";
import { fileTypes, type WeightType } from "./weight-types.ts";
import { tensorData } from "./weights.ts";
import { writtenOnce } from "./written-once.ts";

/** Changes when the same shape and seed would give another file. */
export const formatVersion = 3;

/** `tokenizer.ggml.token_type` of GGUF. */
const tokenType = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

/**
 * The path of a shape's random-weight GGUF file within `folder`, which is written the first time. Throws what the file
 * system throws, such as for a full disk.
 */
export function modelFile(folder: string, shape: Shape, type: WeightType, seed: number): Promise<string> {
  const path = join(folder, `${shape.id}-${type}-seed${seed}-v${formatVersion}.gguf`);
  return writtenOnce(path, (partial) => writeGguf(partial, contentOf(shape, type, seed)));
}

/** Metadata and tensors of a shape's file. Equal arguments give equal files. */
export function contentOf(shape: Shape, type: WeightType, seed: number): GgufContent {
  const own = Object.entries(shape.keys).map(([name, value]) => [`${shape.architecture}.${name}`, value]);
  return {
    metadata: {
      "general.architecture": string(shape.architecture),
      "general.name": string(`${shape.title} with random weights`),
      "general.file_type": u32(fileTypes[type]),
      ...Object.fromEntries(own),
      ...vocabulary(shape.vocabSize),
    },
    tensors: tensorsOf(shape, type).map((tensor) => ({ ...tensor, data: tensorData(tensor, seed) })),
  };
}

/** A SentencePiece vocabulary: the three special tokens, all bytes, and made-up words. Texts play no part here. */
function vocabulary(size: number): Keys {
  const special = ["<unk>", "<s>", "</s>"];
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
  const words = Array.from({ length: size - special.length - bytes.length }, (_, i) => `▁w${i}`);
  const types = new Int32Array(size).fill(tokenType.normal);
  types.set([tokenType.unknown, tokenType.control, tokenType.control]);
  types.fill(tokenType.byte, special.length, special.length + bytes.length);
  return {
    "tokenizer.ggml.model": { type: "string", value: "llama" },
    "tokenizer.ggml.tokens": { type: "array", elementType: "string", value: [...special, ...bytes, ...words] },
    "tokenizer.ggml.scores": { type: "array", elementType: "f32", value: Float32Array.from(types, (_, i) => -i) },
    "tokenizer.ggml.token_type": { type: "array", elementType: "i32", value: types },
    "tokenizer.ggml.bos_token_id": { type: "u32", value: 1 },
    "tokenizer.ggml.eos_token_id": { type: "u32", value: 2 },
    "tokenizer.ggml.add_bos_token": { type: "bool", value: true },
  } as const;
}
