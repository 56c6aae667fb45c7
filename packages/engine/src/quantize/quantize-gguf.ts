import type { GgufInput } from "../gguf/encode-value.ts";
import { GgufError } from "../gguf/error.ts";
import { fileTypeId } from "../gguf/file-type.ts";
import type { Gguf, GgufTensor } from "../gguf/header.ts";
import { storedTensor } from "../gguf/split.ts";
import { type TensorTypeName, tensorTypeNamed } from "../gguf/tensor-types.ts";
import { encodeGguf, type GgufTensorSource } from "../gguf/writer.ts";
import { defaultThreads } from "../model/threads.ts";
import { byLayer } from "./by-layer.ts";
import { modelFactsOf } from "./model-facts.ts";
import type { Quantization } from "./quantization.ts";
import type { Part } from "./quantize.worker.ts";
import { Quantizers } from "./quantizers.ts";
import { chooseTypes } from "./tensor-choice.ts";

/** A model to bring to other types. */
export interface QuantizeSource {
  readonly path: string;
  readonly gguf: Gguf;
}

/** Weights that a thread takes at a time: a multiple of every block. */
const partWeights = 2 ** 19;

/**
 * The bytes of a model of F32, F16 and BF16 tensors in another mixture of types, in chunks: those of the file that
 * llama-quantize writes. Some chunks are in memory at a time. `onProgress` is told bytes of the source that are done.
 * Throws {@link GgufError} for tensors that are quantised already, or hold or become what is not finite.
 */
export async function* quantizeGguf(
  { path, gguf }: QuantizeSource,
  quantization: Quantization,
  { threads = defaultThreads(), onProgress = (_completed: number) => {} } = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const tensors = [...gguf.tensors.values()].sort(byLayer);
  const types = chooseTypes(tensors, modelFactsOf(gguf), quantization);
  const plans = tensors.map((tensor, i) => ({ tensor, type: types[i] ?? (tensor.type.name as TensorTypeName) }));
  for (const { tensor, type } of plans) assertWidens(tensor, type);
  const changed = plans.filter(({ tensor, type }) => tensor.type.name !== type);
  using quantizers = new Quantizers(
    (function* () {
      for (const { tensor, type } of changed) yield* partsOf(path, tensor, type);
    })(),
    threads,
  );
  let completed = 0;
  const sources = plans.map(({ tensor, type }): GgufTensorSource => {
    const data = async function* () {
      const stored = storedTensor(tensor, path);
      if (tensor.type.name === type) yield* stored.data as AsyncIterable<Uint8Array>;
      else
        for (const part of partsOf(path, tensor, type)) {
          yield bytesOf(await quantizers.next(), tensor);
          onProgress(completed + part.offset + part.byteLength - tensor.offset);
        }
      completed += tensor.byteLength;
      onProgress(completed);
    };
    return { name: tensor.name, dims: tensor.dims, type, data: { [Symbol.asyncIterator]: data } };
  });
  yield* encodeGguf({ metadata: metadataOf(gguf, quantization), tensors: sources });
}

function assertWidens({ name, type }: GgufTensor, wanted: TensorTypeName): void {
  if (type.name === wanted || ["F32", "F16", "BF16"].includes(type.name)) return;
  throw new GgufError(`tensor "${name}" is of type ${type.name} already`);
}

function bytesOf(result: Awaited<ReturnType<Quantizers["next"]>>, { name }: GgufTensor): Uint8Array {
  if (result instanceof Uint8Array) return result;
  if (result === "too short") throw new GgufError("the file became shorter while it was read");
  if (result === "not finite") throw new GgufError(`tensor "${name}" holds values that are not finite, or too large`);
  throw new Error(result.error);
}

function* partsOf(path: string, tensor: GgufTensor, type: TensorTypeName): Generator<Part> {
  const { id: to, blockSize, bytesPerBlock } = tensorTypeNamed(type);
  const { id: from, bytesPerBlock: width } = tensor.type;
  for (let first = 0; first < tensor.elementCount; first += partWeights) {
    const count = Math.min(partWeights, tensor.elementCount - first);
    const [offset, byteLength] = [tensor.offset + first * width, count * width];
    yield { path, offset, byteLength, count, from, to, toBytes: (count / blockSize) * bytesPerBlock };
  }
}

/** The model's metadata, what the types are last, and nothing of parts that it was split into. */
function metadataOf({ metadata }: Gguf, { name }: Quantization): Map<string, GgufInput> {
  const own = { "general.quantization_version": 2, "general.file_type": fileTypeId(name)! };
  const dropped = ["split.no", "split.count", "split.tensors.count", ...Object.keys(own)];
  const kept = new Map<string, GgufInput>([...metadata].filter(([key]) => !dropped.includes(key)));
  for (const [key, value] of Object.entries(own)) kept.set(key, { type: "u32", value });
  return kept;
}
