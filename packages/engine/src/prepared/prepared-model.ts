import { existsSync, futimesSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { PreparedCache } from "./cache.ts";
import { modelFile } from "./entry.ts";
import type { FileLock } from "./file-lock.ts";
import { readRecord, writeRecord } from "./record.ts";
import { renewed } from "./seal.ts";

/** Prepared weights that this process uses: they are not removed before it lets go of them, or ends. */
export class PreparedModel implements Disposable {
  readonly #cache: PreparedCache;
  readonly #folder: string;
  /** Whether it goes as soon as it has been {@link open}ed. */
  readonly isPassing: boolean;
  /** What whoever runs the machine should know of it. */
  notice: string | undefined;
  readonly #lock: FileLock | undefined;
  readonly #weightsFile: string;

  constructor(
    cache: PreparedCache,
    folder: string,
    isPassing: boolean,
    lock: FileLock | undefined,
    weightsFile: string,
  ) {
    this.#cache = cache;
    this.#folder = folder;
    this.isPassing = isPassing;
    this.#lock = lock;
    this.#weightsFile = weightsFile;
  }

  /** Path of the graph, as ONNX Runtime loads it. */
  get onnxPath(): string {
    return join(this.#folder, modelFile);
  }

  /** Says that it is used now. */
  touch(): void {
    if (this.#lock === undefined) return;
    const now = new Date();
    try {
      futimesSync(this.#lock.descriptor, now, now);
    } catch {
      // It is another user's, who removes it when he thinks best.
    }
  }

  /**
   * Whether its weights have the content that was written, whatever their times say. Others that load them will look for
   * themselves if they have not.
   */
  async isIntact(): Promise<boolean> {
    const record = await readRecord(this.#folder);
    if (record?.seal === undefined) return true;
    const doubted = { ...record.seal, stamp: "" };
    if ((await renewed(join(this.#folder, this.#weightsFile), doubted)) !== undefined) return true;
    await this.#cache.exclusively(() => writeRecord(this.#folder, { ...record, seal: doubted }));
    return false;
  }

  /** Whether its files are there: others may remove them before they are loaded. */
  isThere(): boolean {
    return existsSync(this.onnxPath) && existsSync(join(this.#folder, this.#weightsFile));
  }

  /**
   * Loads it. What is loaded has mapped the files, which need no name any more then: those that nobody shall find again
   * lose it, so that nothing stays on disk however the process ends. Throws what `load` throws.
   */
  async open<Loaded>(load: (onnxPath: string) => Loaded): Promise<Loaded> {
    try {
      return load(this.onnxPath);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    } finally {
      await this.#forget();
    }
  }

  /** Removes it if it is passing, or if its model was deleted in the meantime. */
  #forget(): Promise<void> {
    return this.#cache.removeWhere(basename(dirname(this.#folder)), (entry) => {
      return entry.folder === this.#folder && entry.isObsolete;
    });
  }

  [Symbol.dispose](): void {
    this.#lock?.[Symbol.dispose]();
  }
}
