import { type Quantization, quantizationNamed, quantizationNames, quantizeGguf } from "@cria/engine";
import type { ProgressResponse } from "@cria/spec";
import { ApiError } from "../http/error.ts";
import { summarize } from "../store/gguf-summary.ts";
import { type NewLayer, writtenStatus } from "./layers.ts";
import { readHeader, toRefusal } from "./uploaded-file.ts";
import type { Work } from "./work.ts";
import { writeWatched } from "./write-watched.ts";

const floatTypes = ["F16", "BF16", "F32"];

/** Layers that may be asked to have another type. */
type WeightKind = "model" | "draft";

/**
 * Brings the layers of a kind to another type; those that have it already stay. Throws an {@link ApiError} for an
 * unknown type, for weights that are quantised already, and for such as can't be, and the signal's reason once the work
 * has aborted.
 */
export async function* quantizeLayers(
  work: Work,
  requested: string,
  kind: WeightKind,
  layers: readonly NewLayer[],
): AsyncGenerator<ProgressResponse, NewLayer[]> {
  const quantized: NewLayer[] = [];
  for (const layer of layers) {
    const wanted = layer.kind === kind && layer.weights !== undefined ? typeNamed(requested) : undefined;
    const isDone = wanted === undefined || layer.weights?.fileType === wanted.name;
    quantized.push(isDone ? layer : yield* quantizeLayer(work, wanted, layer));
  }
  return quantized;
}

function typeNamed(requested: string): Quantization {
  const quantization = quantizationNamed(requested);
  if (quantization !== undefined) return quantization;
  const supported = quantizationNames.join(", ");
  throw new ApiError(
    500,
    `unsupported quantization type ${requested.toUpperCase()} - supported types are ${supported}`,
  );
}

async function* quantizeLayer(
  work: Work,
  quantization: Quantization,
  source: NewLayer,
): AsyncGenerator<ProgressResponse, NewLayer> {
  // A header that names no type is taken at its word, and its tensors are looked at.
  const fileType = source.weights!.fileType === "unknown" ? "F32" : source.weights!.fileType;
  if (!floatTypes.includes(fileType)) {
    throw new ApiError(500, "quantization is only supported for F16, BF16 and F32 models");
  }
  const { blobs } = work.store;
  const { digest, size: total } = source.layer;
  const path = blobs.path(digest);
  let done = 0;
  const onProgress = (completed: number) => {
    done = completed;
  };
  const status = `quantizing ${fileType} model to ${quantization.name}`;
  const progress = { status, total, completed: () => done };
  yield { status };
  try {
    const chunks = quantizeGguf({ path, gguf: await readHeader(path) }, quantization, { onProgress });
    const blob = yield* writeWatched(work, chunks, progress);
    // The source is of no use to this model any more.
    work.scraps.add(digest);
    const { mediaType } = source.layer;
    return {
      ...source,
      layer: { mediaType, digest: blob.digest, size: blob.size },
      weights: summarize(await readHeader(blobs.path(blob.digest))),
      status: writtenStatus(blob),
    };
  } catch (error) {
    throw toRefusal(error);
  }
}
