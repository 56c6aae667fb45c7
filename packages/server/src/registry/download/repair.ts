import { RegistryError } from "../registry-error.ts";
import { withRetries } from "../retry.ts";
import type { BlobDownloadParts } from "./blob-download.ts";
import { Pieces, segmentSizeOf } from "./pieces.ts";
import { readBody } from "./read-body.ts";
import { RunningHash } from "./running-hash.ts";

/** Segments that are compared at a time. */
const together = 4;

/**
 * Compares a blob whose digest is wrong with the registry's, segment by segment, and writes what differs, until the digest
 * is right. False if it is still wrong when all are equal. Throws what fetching and writing throw.
 */
export async function repair(parts: BlobDownloadParts, digest: string): Promise<boolean> {
  const { size } = parts.partial.blocks;
  const segments = new Pieces(size, segmentSizeOf(size));
  for (let first = 0; first < segments.count; first += together) {
    const compared = Array.from({ length: Math.min(together, segments.count - first) }, (_, i) =>
      withRetries(parts.timing, parts.signal, () => replace(parts, segments.start(first + i), segments.end(first + i))),
    );
    const differed = await Promise.all(compared);
    if (differed.includes(true) && (await new RunningHash(parts.partial).digest()) === digest) return true;
  }
  return false;
}

/** Whether the registry's bytes differed from those that were there. */
async function replace({ partial, source, timing, signal }: BlobDownloadParts, start: number, end: number) {
  const body = await source.open(start, end, signal);
  let at = body.start;
  let differs = false;
  for await (const chunk of readBody(body.response, timing.stall, signal)) {
    const wanted = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
    const offset = Math.max(at, start);
    at += chunk.length;
    if (wanted.length > 0) {
      const present = new Uint8Array(wanted.length);
      await partial.read(present, offset);
      if (Buffer.compare(present, wanted) !== 0) {
        differs = true;
        await partial.write(wanted, offset);
      }
    }
    if (at >= end) return differs;
  }
  throw new RegistryError("the download ended too soon", { isPassing: true });
}
