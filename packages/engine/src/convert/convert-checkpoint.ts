import type { GgufInput } from "../gguf/encode-value.ts";
import { fileTypeId } from "../gguf/file-type.ts";
import { tensorTypeNamed } from "../gguf/tensor-types.ts";
import type { GgufContent, GgufTensorSource } from "../gguf/writer.ts";
import { Config } from "./config.ts";
import { CheckpointError } from "./error.ts";
import { familyOf } from "./families.ts";
import { Folder } from "./folder.ts";
import { Keys } from "./keys.ts";
import { poolingKeys } from "./pooling-keys.ts";
import { samplingKeys } from "./sampling-keys.ts";
import { tensorData } from "./tensor-data.ts";
import { planTensors, type TensorPlan } from "./tensor-plan.ts";
import { tokenizerKeys } from "./tokenizer-keys.ts";
import { readWeights } from "./weights.ts";

/** A model of safetensors files as a GGUF file, to be written. */
export interface ConvertedCheckpoint {
  /** Data is read when it is asked for, some chunks at a time. */
  readonly content: GgufContent;
  /** Bytes of all tensors. */
  readonly byteLength: number;
}

/**
 * Makes GGUF of a folder in Hugging Face's layout, given as where each file lies by its name: as llama.cpp's converter
 * writes it, in the types of the checkpoint, with vectors as F32. Throws {@link CheckpointError} with one sentence for
 * what is no such folder, and for models of unknown kinds.
 */
export async function convertCheckpoint(files: ReadonlyMap<string, string>): Promise<ConvertedCheckpoint> {
  const folder = new Folder(files);
  const fields = await folder.json("config.json");
  if (fields === undefined) throw new CheckpointError('"config.json" is missing');
  const config = new Config(fields);
  const family = familyOf(config);
  const weights = await readWeights(folder);
  const { sources, rest } = family.repack?.(weights) ?? { sources: [], rest: weights };
  const plans = planTensors(rest, family, config);
  // A head that is the embedding again is left out, as the config has it.
  if (config.find("tie_word_embeddings") === true) plans.delete("output.weight");
  const embedding = plans.get("token_embd.weight");
  if (embedding === undefined) throw new CheckpointError("there is no embedding");

  const keys = new Keys(family.architecture);
  keys.text("general.architecture", family.architecture);
  keys.text("general.type", "model");
  family.keys(config, keys);
  keys.integer("general.file_type", fileTypeId(commonType([...plans.values(), ...sources])));
  keys.integer("general.quantization_version", 2);
  await poolingKeys(folder, keys);
  await samplingKeys(folder, keys);
  await tokenizerKeys(folder, config, embedding.dims[1] ?? 1, keys);

  const vectors = [...(family.vectors?.(config) ?? [])].map(
    ([name, values]): GgufTensorSource => ({
      ...{ name, dims: [values.length], type: "F32", data: new Uint8Array(values.buffer) },
    }),
  );
  const tensors = [...vectors, ...[...plans.values()].map(sourceOf), ...sources];
  const byteLength = tensors.reduce((sum, tensor) => sum + sizeOf(tensor), 0);
  return { content: { metadata: keys.entries as ReadonlyMap<string, GgufInput>, tensors }, byteLength };
}

function sourceOf(plan: TensorPlan): GgufTensorSource {
  const { name, dims, type } = plan;
  return { name, dims, type, data: { [Symbol.asyncIterator]: () => tensorData(plan) } };
}

function sizeOf({ dims, type }: Pick<GgufTensorSource, "dims" | "type">): number {
  const { blockSize, bytesPerBlock } = tensorTypeNamed(type);
  return (dims.reduce((product, size) => product * size, 1) / blockSize) * bytesPerBlock;
}

/** The type of most bytes of matrices. */
function commonType(tensors: readonly Pick<GgufTensorSource, "dims" | "type">[]): string {
  const bytes = new Map<string, number>([["F32", 0]]);
  for (const tensor of tensors) {
    if (tensor.dims.length > 1) bytes.set(tensor.type, (bytes.get(tensor.type) ?? 0) + sizeOf(tensor));
  }
  const [type] = [...bytes].reduce((most, entry) => (entry[1] > most[1] ? entry : most));
  return type === "MXFP4" ? "MXFP4_MOE" : type;
}
