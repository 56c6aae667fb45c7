import type { WrittenBlob } from "../store/blobs.ts";
import type { GgufSummary } from "../store/gguf-summary.ts";
import { type Layer, type LayerKind, mediaType } from "../store/manifest.ts";
import type { Work } from "./work.ts";

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

/** Progress line of a blob that was just written. */
export function writtenStatus({ digest, created }: WrittenBlob): string {
  return created ? `creating new layer ${digest}` : existingStatus(digest);
}

/** Writes a text as a layer of the given kind. */
export async function writeTextLayer({ store, pins, scraps }: Work, kind: LayerKind, text: string): Promise<NewLayer> {
  const blob = await store.blobs.writeText(text, pins);
  if (blob.created) scraps.add(blob.digest);
  return {
    layer: { mediaType: mediaType(kind), digest: blob.digest, size: blob.size },
    kind,
    status: writtenStatus(blob),
  };
}
