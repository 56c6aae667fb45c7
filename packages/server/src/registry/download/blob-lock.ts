import { fstatSync } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { FileLock } from "@cria/engine";
import { isMissing } from "../../store/file-error.ts";

/** The right to download a blob, which one process at a time has. The operating system takes it back when that one dies. */
export class BlobLock implements AsyncDisposable {
  readonly #path: string;
  readonly #lock: FileLock;

  private constructor(path: string, lock: FileLock) {
    this.#path = path;
    this.#lock = lock;
  }

  /** The lock, or undefined while another process has it. Throws the system's errors. */
  static async try(path: string): Promise<BlobLock | undefined> {
    for (;;) {
      await mkdir(dirname(path), { recursive: true });
      await (await open(path, "a")).close();
      try {
        const lock = FileLock.try(path, "exclusive");
        if (lock === undefined) return undefined;
        // Whoever had it before may have removed the file just now: then another file is the lock.
        if (await isAt(path, lock.descriptor)) return new BlobLock(path, lock);
        lock[Symbol.dispose]();
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#path, { force: true });
    this.#lock[Symbol.dispose]();
  }
}

async function isAt(path: string, descriptor: number): Promise<boolean> {
  try {
    return (await stat(path)).ino === fstatSync(descriptor).ino;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
