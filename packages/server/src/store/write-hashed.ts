import { type FileHandle, open } from "node:fs/promises";
import { FileError } from "./file-error.ts";

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** A file that has been written, and what is in it. */
export interface HashedFile {
  /** `sha256:` and 64 lower-case hex digits. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Bytes that are written together: each time they go to another thread and back, which a busy machine takes long for. What
 * takes the time of a small request, which waits meanwhile, is no more than the hash of one chunk.
 */
const batchSize = 2 ** 20;

/**
 * Writes a new file and hashes it meanwhile: one batch of chunks is written while the next one comes. Throws
 * {@link FileError}, and what the chunks throw; the file stays then, as far as it came.
 */
export async function writeHashed(path: string, chunks: Chunks): Promise<HashedFile> {
  let file: FileHandle;
  try {
    file = await open(path, "wx", 0o600);
  } catch (error) {
    throw new FileError("open", path, error);
  }
  const hash = new Bun.CryptoHasher("sha256");
  const batches = new Batches(file, path);
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await batches.add(chunk);
    }
    const size = await batches.end();
    await file.chmod(0o644);
    return { digest: `sha256:${hash.digest("hex")}`, size };
  } finally {
    await batches.settled();
    await file.close();
  }
}

class Batches {
  readonly #file: FileHandle;
  readonly #path: string;
  #buffer = new Uint8Array(0);
  #filled = 0;
  #size = 0;
  /** The buffer that is being written, or the one to be filled next. */
  #other = new Uint8Array(0);
  #written: Promise<void> = Promise.resolve();

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** Adds bytes, which may change once this settles. Throws {@link FileError}, perhaps for earlier ones. */
  async add(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      if (this.#filled === this.#buffer.length) await this.#send();
      const part = chunk.subarray(done, done + this.#buffer.length - this.#filled);
      this.#buffer.set(part, this.#filled);
      this.#filled += part.length;
      done += part.length;
    }
  }

  /** Writes the rest; gives the bytes of the file. Throws {@link FileError}. */
  async end(): Promise<number> {
    await this.#send();
    await this.#written;
    return this.#size;
  }

  /** Settles when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#written.catch(() => undefined);
  }

  /** Begins to write what is there, once what came before is written. */
  async #send(): Promise<void> {
    await this.#written;
    const full = this.#buffer;
    const bytes = full.subarray(0, this.#filled);
    this.#written = this.#write(bytes, this.#size);
    // Whoever waits next is told.
    this.#written.catch(() => undefined);
    this.#size += bytes.length;
    this.#buffer = this.#other.length > 0 ? this.#other : new Uint8Array(batchSize);
    this.#other = full;
    this.#filled = 0;
  }

  async #write(bytes: Uint8Array, position: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        done += (await this.#file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
      }
    } catch (error) {
      throw new FileError("write", this.#path, error);
    }
  }
}
