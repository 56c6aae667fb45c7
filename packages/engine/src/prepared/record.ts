import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Seal } from "./seal.ts";

/** The file of an entry that says what it is. Who uses the entry holds its lock; its time is that of the last use. */
export const recordFile = "entry.json";

/** What {@link recordFile} says. */
export interface EntryRecord {
  /** What the entry takes on disk when it is whole. */
  readonly bytes: number;
  /** Paths of the model files that it was made of: more than one where stores share a cache. */
  readonly sources: readonly string[];
  /** What its weights were when they were written; absent while they are. */
  readonly seal?: Seal | undefined;
}

/** Writes a record in place: the file that others have locked stays the same. */
export async function writeRecord(folder: string, record: EntryRecord): Promise<void> {
  await writeFile(join(folder, recordFile), `${JSON.stringify(record)}\n`);
}

/** The record of an entry; undefined if there is none that can be read. */
export async function readRecord(folder: string): Promise<EntryRecord | undefined> {
  try {
    const { bytes, sources, seal } = JSON.parse(
      await readFile(join(folder, recordFile), "utf8"),
    ) as Partial<EntryRecord>;
    return typeof bytes === "number" && Array.isArray(sources) ? { bytes, sources, seal } : undefined;
  } catch {
    return undefined;
  }
}
