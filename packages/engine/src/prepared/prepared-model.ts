import { futimesSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { PreparedCache } from "./cache.ts";
import { modelFile } from "./entry.ts";
import type { FileLock } from "./file-lock.ts";

/** Prepared weights that this process uses: they are not removed before it lets go of them, or ends. */
export class PreparedModel implements Disposable {
  readonly #cache: PreparedCache;
  readonly #folder: string;
  /** Whether it goes as soon as it has been {@link open}ed. */
  readonly isPassing: boolean;
  /** What whoever runs the machine should know of it. */
  notice: string | undefined;
  readonly #lock: FileLock | undefined;

  constructor(cache: PreparedCache, folder: string, isPassing: boolean, lock: FileLock | undefined) {
    this.#cache = cache;
    this.#folder = folder;
    this.isPassing = isPassing;
    this.#lock = lock;
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
