import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PreparedCache } from "@cria/engine";
import { blobFileName, digestOfFileName, hexOf } from "./digest.ts";
import { FileError, isMissing } from "./file-error.ts";

/** A blob that has been written, or was there already. */
export interface WrittenBlob {
  /** `sha256:` and 64 lower-case hex digits. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** Whether it was not there before. */
  readonly created: boolean;
}

/** The content-addressed files of a store, one per blob, in `blobs/`. */
export class BlobStore {
  readonly #folder: string;
  readonly #prepared: PreparedCache;

  /** @param cacheDir folder of what the engine made of blobs, by hex digest */
  constructor(folder: string, cacheDir: string) {
    this.#folder = folder;
    this.#prepared = new PreparedCache(cacheDir);
  }

  /** Folder of blobs that are being downloaded. Programs that prune leave folders alone. */
  get partialFolder(): string {
    return join(this.#folder, "cria-partial");
  }

  /** Path of a blob, whether it exists or not. Throws `DigestError`. */
  path(digest: string): string {
    return join(this.#folder, blobFileName(digest));
  }

  /** Throws `DigestError`. */
  async has(digest: string): Promise<boolean> {
    return (await this.size(digest)) !== undefined;
  }

  /** Bytes of a blob; undefined if it is not there. Throws `DigestError`. */
  async size(digest: string): Promise<number | undefined> {
    try {
      const file = await stat(this.path(digest));
      return file.isFile() ? file.size : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Content of a small blob as text. Throws `DigestError` or {@link FileError}. */
  async readText(digest: string): Promise<string> {
    const path = this.path(digest);
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      throw new FileError("open", path, error);
    }
  }

  /**
   * Stores what the chunks hold, which is written to a temporary file as it comes. If `chunks` throws, nothing stays. A
   * blob that is there already is kept, and looks new to whoever prunes.
   */
  async write(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<WrittenBlob> {
    const temporary = await this.#temporaryPath();
    try {
      const { digest, size } = await writeHashed(temporary, chunks);
      const created = !(await this.has(digest));
      if (created) await rename(temporary, this.path(digest));
      else await this.touch(digest);
      return { digest, size, created };
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Writes a text to a new file that is no blob yet, and gives its path. Whoever prunes takes it for a leftover. */
  async writeTemporary(text: string): Promise<string> {
    const path = await this.#temporaryPath();
    // Safe before it gets its name: a manifest is there whole or not at all, whatever happens to the machine.
    await writeFile(path, text, { flag: "wx", flush: true });
    return path;
  }

  /** {@link write} for a text. */
  writeText(text: string): Promise<WrittenBlob> {
    return this.write([new TextEncoder().encode(text)]);
  }

  /** Makes a blob look new, so that no program prunes it before a manifest names it. Throws {@link FileError}. */
  async touch(digest: string): Promise<void> {
    const now = new Date();
    const path = this.path(digest);
    try {
      await utimes(path, now, now);
    } catch (error) {
      // A store that belongs to another user can be read all the same.
      if (isMissing(error)) throw new FileError("open", path, error);
    }
  }

  /** Removes a blob and what the engine made of it; none is fine. */
  async remove(digest: string): Promise<void> {
    await rm(this.path(digest), { force: true });
    await this.#prepared.drop(hexOf(digest));
  }

  /** The files of the folder, folders left out: name, digest if it has one, when it was last changed, and bytes. */
  async files(): Promise<{ name: string; digest: string | undefined; modified: number; size: number }[]> {
    const files = [];
    for (const name of await namesIn(this.#folder)) {
      try {
        const file = await stat(join(this.#folder, name));
        if (file.isFile())
          files.push({ name, digest: digestOfFileName(name), modified: file.mtimeMs, size: file.size });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    return files;
  }

  /** Removes a file of the folder that is no blob. */
  async removeFile(name: string): Promise<void> {
    await rm(join(this.#folder, name), { force: true });
  }

  async #temporaryPath(): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    return join(this.#folder, `sha256-${crypto.getRandomValues(new Uint32Array(2)).join("")}`);
  }

  /** Gives files of an old release, which kept the colon of the digest, their present name. */
  async renameLegacyFiles(): Promise<void> {
    for (const name of await namesIn(this.#folder)) {
      const renamed = name.replace(/^sha256:/, "sha256-");
      if (renamed !== name) await rename(join(this.#folder, name), join(this.#folder, renamed));
    }
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

async function writeHashed(path: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  const hash = new Bun.CryptoHasher("sha256");
  let size = 0;
  await using file = await open(path, "wx", 0o600);
  for await (const chunk of chunks) {
    hash.update(chunk);
    await writeAll(file, chunk);
    size += chunk.length;
  }
  await file.chmod(0o644);
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    written += (await file.write(chunk, written)).bytesWritten;
  }
}
