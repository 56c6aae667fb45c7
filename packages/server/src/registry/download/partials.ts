import { readdir, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { BlobStore } from "../../store/blobs.ts";
import { isMissing } from "../../store/file-error.ts";
import { BlobLock } from "./blob-lock.ts";
import { completedIn, readState } from "./partial-blob.ts";

/** A download that broke off, or that is going on. */
export interface PartialDownload {
  readonly digest: string;
  /** Full name of the model that it is a part of. */
  readonly model: string;
  /** Bytes of the whole blob, and those that are there. */
  readonly size: number;
  readonly completed: number;
  /** When bytes came last. */
  readonly modifiedAt: Date;
  readonly folder: string;
}

/** The downloads of a store that are not finished, oldest first. */
export async function listPartials(blobs: BlobStore): Promise<PartialDownload[]> {
  const partials: PartialDownload[] = [];
  for (const name of await namesIn(blobs.partialFolder)) {
    const folder = join(blobs.partialFolder, name);
    const state = await readState(folder).catch(() => undefined);
    if (state === undefined) continue;
    const { mtime } = await stat(join(folder, "blocks")).catch(() => ({ mtime: new Date(0) }));
    partials.push({ ...state, completed: await completedIn(folder, state), modifiedAt: mtime, folder });
  }
  return partials.sort((a, b) => a.modifiedAt.getTime() - b.modifiedAt.getTime());
}

/** Removes what was downloaded of a model, unless it goes on just now; false if there was nothing to remove. */
export async function removePartials(blobs: BlobStore, model: string): Promise<boolean> {
  let isAny = false;
  for (const partial of await listPartials(blobs)) {
    if (partial.model.toLowerCase() === model.toLowerCase()) isAny = (await removeUnlocked(partial.folder)) || isAny;
  }
  return isAny;
}

/**
 * Removes what serves no more: downloads whose blob is there, locks that nobody holds, and, oldest first, what is more than
 * `budget` bytes. By default that is half of what the disk would have free without them. Gives the bytes of what went.
 */
export async function sweepPartials(blobs: BlobStore, budget: number | undefined): Promise<number> {
  const partials = await listPartials(blobs);
  let kept = partials.reduce((sum, { completed }) => sum + completed, 0);
  let removed = 0;
  const most = budget ?? (await halfOfDisk(blobs.partialFolder, kept));
  for (const { digest, size, completed, folder } of partials) {
    const isFinished = (await blobs.size(digest).catch(() => undefined)) === size;
    if (!(isFinished || kept > most) || !(await removeUnlocked(folder))) continue;
    kept -= completed;
    removed += completed;
  }
  for (const name of await namesIn(blobs.partialFolder)) {
    if (name.endsWith(".lock"))
      await removeUnlocked(join(blobs.partialFolder, name.slice(0, -".lock".length)), "lock alone");
  }
  return removed;
}

async function removeUnlocked(folder: string, what: "all" | "lock alone" = "all"): Promise<boolean> {
  const lock = await BlobLock.try(`${folder}.lock`);
  if (lock === undefined) return false;
  await using _ = lock;
  if (what === "all") await rm(folder, { recursive: true, force: true });
  return true;
}

async function halfOfDisk(folder: string, used: number): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return (bavail * bsize + used) / 2;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
