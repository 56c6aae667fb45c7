import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PreparedCache } from "./cache.ts";
import { formatBytes, RefusedError } from "./disk.ts";
import { entriesIn, hold, isHeld, partialName, passingName, removeEntry } from "./entry.ts";
import { PreparedModel } from "./prepared-model.ts";
import { readRecord, writeRecord } from "./record.ts";
import { renewed, sealOf } from "./seal.ts";

/** The entry that a process wants to use. */
export interface Wanted {
  readonly cache: PreparedCache;
  readonly key: string;
  /** Hex digits that tell this graph of this file from all others. */
  readonly identity: string;
  /** What it takes on disk. */
  readonly bytes: number;
  /** Path of the model file. */
  readonly source: string;
  /** Name of the file that holds its weights. */
  readonly weightsFile: string;
  /** Whether a folder holds all of it, but for the content of the weights. */
  readonly isWhole: (folder: string) => Promise<boolean>;
}

/** What is to be done to get it: nothing, wait until another process has written the folder, or write it. */
export type Claim =
  | { readonly state: "ready"; readonly prepared: PreparedModel }
  | { readonly state: "awaited"; readonly folder: string }
  | { readonly state: "ours"; readonly draft: Draft };

/** An entry that this process writes into `folder`. */
export interface Draft {
  readonly folder: string;
  /** Makes it an entry that others find, if it may stay. */
  finish(): Promise<PreparedModel>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/** Finds an entry, or makes room for it. Throws {@link RefusedError}, and the system's errors where nothing can be written. */
export function claim(wanted: Wanted): Promise<Claim> {
  const { cache, key, identity, bytes, source, weightsFile, isWhole } = wanted;
  const keyFolder = join(cache.folder, key);
  const home = join(keyFolder, identity);
  return cache.exclusively(async (): Promise<Claim> => {
    const record = await readRecord(home);
    const isThere = record?.seal !== undefined && (await isWhole(home));
    // Damaged weights would give nonsense for ever.
    const seal = isThere ? await renewed(join(home, weightsFile), record.seal!) : undefined;
    if (record !== undefined && seal !== undefined) {
      const prepared = new PreparedModel(cache, home, false, await hold(home), weightsFile);
      prepared.touch();
      const sources = new Set([...record.sources, source]);
      // A folder that can't be written to can be used all the same.
      if (sources.size > record.sources.length || seal !== record.seal) {
        await writeRecord(home, { ...record, seal, sources: [...sources] }).catch(() => {});
      }
      return { state: "ready", prepared };
    }
    const partial = join(keyFolder, partialName(identity));
    if (isHeld(partial)) return { state: "awaited", folder: partial };
    // What else was made of this file is of another version of Cria, or damaged.
    for (const entry of await entriesIn(keyFolder)) if (!entry.isInUse) await removeEntry(entry);
    const { stays, fits, free } = await cache.makeRoom(bytes);
    if (!fits) throw new RefusedError(`${formatBytes(free)} free`);
    return {
      state: "ours",
      draft: await startDraft(wanted, stays ? partial : join(keyFolder, passingName(identity)), stays),
    };
  });
}

async function startDraft(
  { cache, key, identity, bytes, source, weightsFile }: Wanted,
  folder: string,
  stays: boolean,
): Promise<Draft> {
  await mkdir(folder, { recursive: true });
  await writeRecord(folder, { bytes, sources: [source] });
  const lock = await hold(folder);
  return {
    folder,
    async finish() {
      if (!stays) return new PreparedModel(cache, folder, true, lock, weightsFile);
      const seal = await sealOf(join(folder, weightsFile));
      const home = join(cache.folder, key, identity);
      await cache.exclusively(async () => {
        await writeRecord(folder, { bytes, sources: [source], seal });
        await rm(home, { recursive: true, force: true });
        await rename(folder, home);
      });
      return new PreparedModel(cache, home, false, lock, weightsFile);
    },
    async discard() {
      lock?.[Symbol.dispose]();
      await cache.removeWhere(key, (entry) => entry.folder === folder);
    },
  };
}
