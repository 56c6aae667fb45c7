import { readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Evictable } from "./eviction.ts";
import { FileLock } from "./file-lock.ts";
import { readRecord, recordFile } from "./record.ts";

/** The graph, as ONNX Runtime loads it; its weights lie beside it. */
export const modelFile = "model.onnx";

/** Prepared weights on disk: a folder `<cache>/<key>/<name>`. */
export interface PreparedEntry extends Evictable {
  readonly folder: string;
  readonly name: string;
  /** Whether it is being written, was broken off, or was never meant to stay. */
  readonly isPartial: boolean;
  /** Model files that it was made of. */
  readonly sources: readonly string[];
}

/** An identity, and perhaps something that tells it from others of the same: only such folders are Cria's. */
const namePattern = /^[0-9a-f]{16,64}((\.[0-9a-f-]{36})?\.partial)?$/;

const partialEnding = ".partial";

/** Name of the folder in which an entry is written that shall have this name. */
export function partialName(name: string): string {
  return `${name}${partialEnding}`;
}

/** As {@link partialName}, and no other has it. */
export function passingName(name: string): string {
  return partialName(`${name}.${crypto.randomUUID()}`);
}

/** The entries of all keys. */
export async function allEntries(cacheFolder: string): Promise<PreparedEntry[]> {
  const entries = (await namesIn(cacheFolder)).map((key) => entriesIn(join(cacheFolder, key)));
  return (await Promise.all(entries)).flat();
}

/** The entries of the key that a folder is for. */
export async function entriesIn(keyFolder: string): Promise<PreparedEntry[]> {
  const names = (await namesIn(keyFolder)).filter((name) => namePattern.test(name));
  const entries = await Promise.all(names.map((name) => readEntry(join(keyFolder, name), name)));
  return entries.filter((entry) => entry !== undefined);
}

async function readEntry(folder: string, name: string): Promise<PreparedEntry | undefined> {
  const isPartial = name.endsWith(partialEnding);
  const common = { folder, name, isPartial };
  const record = await readRecord(folder);
  if (record === undefined) {
    // It was broken off at once, or a version before the records has written it.
    const isOurs = isPartial || (await isThere(join(folder, modelFile)));
    return isOurs ? { ...common, bytes: 0, sources: [], usedAt: 0, isInUse: false, isObsolete: true } : undefined;
  }
  const usedAt = await stat(join(folder, recordFile)).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  // On a file system without locks it may have gone in the meantime.
  if (usedAt === undefined) return undefined;
  return {
    ...common,
    ...record,
    isInUse: isHeld(folder),
    usedAt,
    isObsolete: isPartial || !(await hasSource(record.sources)),
  };
}

/** Whether one of the model files is still there. */
export async function hasSource(sources: readonly string[]): Promise<boolean> {
  for (const source of sources) if (await isThere(source)) return true;
  return false;
}

/** Keeps an entry from being removed. Waits for others to find out whether it is held, which takes no time. */
export function hold(folder: string): Promise<FileLock | undefined> {
  return FileLock.wait(join(folder, recordFile), "shared", 1000);
}

/** Whether a living process holds an entry. */
export function isHeld(folder: string): boolean {
  try {
    const lock = FileLock.try(join(folder, recordFile), "exclusive");
    lock?.[Symbol.dispose]();
    return lock === undefined;
  } catch {
    return false;
  }
}

/**
 * Removes an entry. Processes that have mapped its files keep them. It is no entry any more from the first step on, so
 * that nothing uses what is left if the process ends half-way.
 */
export async function removeEntry({ folder, isPartial }: Pick<PreparedEntry, "folder" | "isPartial">): Promise<void> {
  const removed = isPartial ? folder : join(dirname(folder), passingName(basename(folder)));
  if (!isPartial) await rename(folder, removed);
  await rm(removed, { recursive: true, force: true });
  // The last one takes the folder of its key with it.
  await rmdir(dirname(folder)).catch(() => {});
}

/** Whether there is such a file. One that can't be reached at the moment is not gone. */
async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== "ENOENT" && code !== "ENOTDIR";
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const items = await readdir(folder, { withFileTypes: true });
    return items.filter((item) => item.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
