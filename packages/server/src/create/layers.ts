import type { BlobStore } from "../store/blobs.ts";
import type { GgufSummary } from "../store/gguf-summary.ts";
import { type Layer, type LayerKind, mediaType } from "../store/manifest.ts";

/** A layer of the model being made. */
export interface NewLayer {
  readonly layer: Layer;
  readonly kind: LayerKind | "other";
  /** What its header says, for weights. */
  readonly weights?: GgufSummary | undefined;
  /** Whether it comes from the client, so that it has to be checked. */
  readonly isUploaded?: boolean;
  /** Progress line for it. */
  readonly status: string;
}

/** Progress line of a blob that was there already. */
export function existingStatus(digest: string): string {
  return `using existing layer ${digest}`;
}

/** Writes a text as a layer of the given kind. */
export async function writeTextLayer(blobs: BlobStore, kind: LayerKind, text: string): Promise<NewLayer> {
  const { digest, size, created } = await blobs.writeText(text);
  return {
    layer: { mediaType: mediaType(kind), digest, size },
    kind,
    status: created ? `creating new layer ${digest}` : existingStatus(digest),
  };
}
