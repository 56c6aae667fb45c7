import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { freeBytes } from "./disk.ts";
import { allEntries, entriesIn, type PreparedEntry, removeEntry } from "./entry.ts";
import { chooseEvictions, defaultBudget } from "./eviction.ts";
import { FileLock } from "./file-lock.ts";

/** Milliseconds to wait for whoever changes the cache. One that was stopped must not stop the others. */
const patience = 10_000;

/**
 * A folder of prepared weights, which several processes may share: `<key>/<identity>/` with the graph, its weights and a
 * record. Whoever adds or removes entries holds the folder's lock; whoever uses an entry holds the entry's.
 */
export class PreparedCache {
  readonly folder: string;
  readonly #size: number | undefined;
  readonly #free: (folder: string) => Promise<number>;

  /**
   * `size` is the most bytes that stay; absent, it is half of what the disk would have free without them. `free` tells what
   * it has free.
   */
  constructor(folder: string, size?: number, free = freeBytes) {
    this.folder = folder;
    this.#size = size;
    this.#free = free;
  }

  /** Does something while no other process adds or removes entries. Makes the folder; throws the system's errors. */
  async exclusively<Result>(action: () => Promise<Result>): Promise<Result> {
    mkdirSync(this.folder, { recursive: true });
    using _ = await this.#lock();
    return await action();
  }

  /**
   * Makes room for `needed` bytes within {@link exclusively}. Tells whether they may stay, and whether the disk has room;
   * `free` is what it has then.
   */
  async makeRoom(needed = 0): Promise<{ stays: boolean; fits: boolean; free: number }> {
    const [entries, free] = [await allEntries(this.folder), await this.#free(this.folder)];
    const budget = this.#size ?? defaultBudget(free, entries);
    const { evicted, stays, fits } = chooseEvictions(entries, { budget, needed, free });
    for (const entry of evicted) await removeEntry(entry);
    return { stays, fits, free };
  }

  /** Removes what no model needs any more, what was broken off, and what is too much. */
  async sweep(): Promise<void> {
    if (existsSync(this.folder)) await this.exclusively(() => this.makeRoom());
  }

  /** Removes what was broken off, such as by a runner that was killed. */
  async removeBrokenOff(key: string): Promise<void> {
    await this.removeWhere(key, ({ isPartial, isInUse }) => isPartial && !isInUse);
  }

  /**
   * Removes what was made of a model file that has been deleted, unless another has the same content. A process that has
   * loaded it keeps it until it ends; one that is writing it finds out by itself.
   */
  async drop(key: string): Promise<void> {
    await this.removeWhere(key, ({ isPartial, isInUse, isObsolete }) => isObsolete && !(isPartial && isInUse));
  }

  /** Removes the entries of a key that are unwanted. What can't be removed now is swept when it can. */
  async removeWhere(key: string, isUnwanted: (entry: PreparedEntry) => boolean): Promise<void> {
    const keyFolder = join(this.folder, key);
    if (!existsSync(keyFolder)) return;
    const remove = async () => {
      for (const entry of await entriesIn(keyFolder)) if (isUnwanted(entry)) await removeEntry(entry);
    };
    await this.exclusively(remove).catch(() => {});
  }

  /** Undefined where there can be no lock: in a folder that is read-only, so that nobody changes it. */
  async #lock(): Promise<FileLock | undefined> {
    const path = join(this.folder, "lock");
    try {
      if (!existsSync(path)) closeSync(openSync(path, "a"));
      return await FileLock.wait(path, "exclusive", patience);
    } catch {
      return undefined;
    }
  }
}
