import { open } from "node:fs/promises";
import type { GgufTensorSource } from "../gguf/writer.ts";
import type { StoredTensor } from "../safetensors/read-header.ts";
import { CheckpointError } from "./error.ts";
import type { Repacked } from "./family.ts";
import { tensorData } from "./tensor-data.ts";

/** Bytes of a block of 32 weights as stored, without its scale, and as GGUF has it. */
const [storedBytes, blockBytes] = [16, 17];

/** Blocks of MXFP4: codes `[experts, rows, groups, 16]` and a scale for each group. */
interface Blocks {
  readonly name: string;
  readonly codes: StoredTensor;
  readonly scales: StoredTensor;
}

const stored = /^model\.layers\.(\d+)\.mlp\.experts\.(gate_up|down)_proj_(blocks|scales|bias)$/;

/**
 * The experts of gpt-oss: MXFP4 stays MXFP4, and rows of gates and values, which alternate, become two matrices. Throws
 * {@link CheckpointError} for what does not fit.
 */
export function repackGptOss(tensors: ReadonlyMap<string, StoredTensor>): Repacked {
  const rest = new Map(tensors);
  const sources: GgufTensorSource[] = [];
  for (const [name, tensor] of tensors) {
    const [, layer, matrix, kind] = stored.exec(name) ?? [];
    if (layer === undefined) continue;
    rest.delete(name);
    const targets = matrix === "down" ? ["ffn_down_exps"] : ["ffn_gate_exps", "ffn_up_exps"];
    const names = targets.map((target) => `blk.${layer}.${target}`);
    if (kind === "bias") sources.push(...biases(tensor, names));
    if (kind !== "blocks") continue;
    const scales = tensors.get(name.replace(/blocks$/, "scales"));
    if (scales === undefined) throw new CheckpointError(`tensor "${name}" has no scales`);
    sources.push(...matrices({ name, codes: tensor, scales }, names));
  }
  return { sources, rest };
}

/** One matrix of all rows, or two of every other row. */
function matrices(blocks: Blocks, names: readonly string[]): GgufTensorSource[] {
  const { name, codes, scales } = blocks;
  const [experts, rows, groups, bytes] = codes.shape;
  const fits = codes.type === "U8" && scales.type === "U8" && bytes === storedBytes && codes.shape.length === 4;
  if (
    !fits ||
    `${scales.shape}` !== `${[experts, rows, groups]}` ||
    codes.byteLength === 0 ||
    rows! % names.length !== 0
  ) {
    throw new CheckpointError(`tensor "${name}" is not of blocks as gpt-oss has them`);
  }
  return names.map((target, first) => ({
    name: `${target}.weight`,
    dims: [32 * groups!, rows! / names.length, experts!],
    type: "MXFP4",
    data: { [Symbol.asyncIterator]: () => blockData(blocks, first, names.length) },
  }));
}

/** The blocks of each `step`th row from `first` on, an expert at a time. */
async function* blockData({ codes, scales }: Blocks, first: number, step: number): AsyncGenerator<Uint8Array> {
  const [experts, rows, groups] = codes.shape as [number, number, number, number];
  await using codeFile = await open(codes.path, "r");
  await using scaleFile = await open(scales.path, "r");
  const [codeBytes, scaleBytes] = [new Uint8Array(rows * groups * storedBytes), new Uint8Array(rows * groups)];
  for (let expert = 0; expert < experts; expert++) {
    for (const [file, bytes, start] of [
      [codeFile, codeBytes, codes.offset],
      [scaleFile, scaleBytes, scales.offset],
    ] as const) {
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start + expert * bytes.length);
      if (bytesRead < bytes.length) throw new CheckpointError("a file became shorter while it was read");
    }
    const output = new Uint8Array((rows / step) * groups * blockBytes);
    let at = 0;
    for (let row = first; row < rows; row += step) {
      for (let group = row * groups; group < (row + 1) * groups; group++) {
        output[at++] = scaleBytes[group]!;
        at = putCodes(codeBytes, group * storedBytes, output, at);
      }
    }
    yield output;
  }
}

/** Stored bytes hold neighbours, those of GGUF weights that are 16 apart. */
function putCodes(codes: Uint8Array, from: number, output: Uint8Array, at: number): number {
  for (let i = 0; i < 16; i += 2) {
    const [low, high] = [codes[from + i / 2]!, codes[from + 8 + i / 2]!];
    output[at + i] = (low & 15) | ((high & 15) << 4);
    output[at + i + 1] = (low >> 4) | (high & 0xf0);
  }
  return at + 16;
}

/** Biases `[experts, rows]` as F32, split as the matrices are. */
function biases(tensor: StoredTensor, names: readonly string[]): GgufTensorSource[] {
  const { type, shape } = tensor;
  const [experts, rows] = shape;
  if ((type !== "F32" && type !== "BF16" && type !== "F16") || shape.length !== 2 || rows! % names.length !== 0) {
    throw new CheckpointError(`tensor "${tensor.name}" is not of biases as gpt-oss has them`);
  }
  const plan = { name: tensor.name, dims: [rows!, experts!], type: "F32", parts: [{ ...tensor, type }] } as const;
  const data = async function* (first: number) {
    let position = 0;
    for await (const chunk of tensorData({ ...plan, pairedHeads: undefined, offset: 0 })) {
      const floats = new Float32Array(chunk.slice().buffer);
      const own = floats.filter((_, i) => (position + i) % names.length === first);
      position += floats.length;
      yield new Uint8Array(own.buffer);
    }
  };
  return names.map((target, first) => ({
    name: `${target}.bias`,
    dims: [rows! / names.length, experts!],
    type: "F32",
    data: { [Symbol.asyncIterator]: () => data(first) },
  }));
}
