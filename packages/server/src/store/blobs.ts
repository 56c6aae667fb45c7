import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PreparedCache } from "@cria/engine";
import { Changes } from "./changes.ts";
import { blobFileName, digestOfFileName, hexOf } from "./digest.ts";
import { FileError, isMissing } from "./file-error.ts";
import type { PinSet } from "./pins.ts";
import { readRegularFile } from "./regular-file.ts";
import { type Chunks, type HashedFile, writeHashed } from "./write-hashed.ts";

/** A blob that has been written, or was there already. */
export interface WrittenBlob {
  /** `sha256:` and 64 lower-case hex digits. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** Whether it was not there before. */
  readonly created: boolean;
}

/** A file of the folder that holds a blob's content and has not its name yet. */
export interface StagedBlob extends HashedFile {
  readonly path: string;
}

/** The content-addressed files of a store, one per blob, in `blobs/`. */
export class BlobStore {
  readonly #folder: string;
  readonly #prepared: PreparedCache;
  readonly #changes: Changes;

  /**
   * @param cacheDir folder of what the engine made of blobs, by hex digest
   * @param changes the queue in which whoever removes blobs does so
   */
  constructor(folder: string, cacheDir: string, changes = new Changes()) {
    this.#folder = folder;
    this.#prepared = new PreparedCache(cacheDir);
    this.#changes = changes;
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
    return (await readRegularFile(this.path(digest))).bytes.toString("utf8");
  }

  /**
   * Stores what the chunks hold, which is written to a temporary file as it comes. If `chunks` throws or the disk is full,
   * nothing stays. A blob that is there already is kept, and looks new to whoever prunes. It is pinned before it is there.
   */
  async write(chunks: Chunks, pins?: PinSet): Promise<WrittenBlob> {
    const staged = await this.stage(chunks);
    return this.#changes.run(() => this.place(staged, pins));
  }

  /** The first half of {@link write}, which needs no turn in the queue of changes. Throws {@link FileError}. */
  async stage(chunks: Chunks): Promise<StagedBlob> {
    const path = await this.#temporaryPath();
    try {
      return { path, ...(await writeHashed(path, chunks)) };
    } catch (error) {
      // The error that counts is the first one.
      await rm(path, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  /** The other half of {@link write}, within a change. */
  async place({ path, digest, size }: StagedBlob, pins?: PinSet): Promise<WrittenBlob> {
    try {
      pins?.add(digest);
      const created = !(await this.has(digest));
      if (created) await rename(path, this.path(digest));
      else await this.touch(digest);
      return { digest, size, created };
    } finally {
      await rm(path, { force: true }).catch(() => undefined);
    }
  }

  /** Writes a text to a new file that is no blob yet, and gives its path. Whoever prunes takes it for a leftover. */
  async writeTemporary(text: string): Promise<string> {
    const path = await this.#temporaryPath();
    try {
      // Safe before it gets its name: a manifest is there whole or not at all, whatever happens to the machine.
      await writeFile(path, text, { flag: "wx", flush: true });
      return path;
    } catch (error) {
      await rm(path, { force: true }).catch(() => undefined);
      throw new FileError("open", path, error);
    }
  }

  /** {@link write} for a text. */
  writeText(text: string, pins?: PinSet): Promise<WrittenBlob> {
    return this.write([new TextEncoder().encode(text)], pins);
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

  /**
   * Removes a blob and, unless another store has the same, what the engine made of it; none is fine. Throws
   * {@link FileError}, such as for a folder in its place.
   */
  async remove(digest: string, isElsewhere = false): Promise<void> {
    const path = this.path(digest);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw new FileError("remove", path, error);
    }
    if (!isElsewhere) await this.#prepared.drop(hexOf(digest));
  }

  /** The files of the folder, folders left out: name, digest if it has one, when it was last changed, and bytes. */
  async files(): Promise<{ name: string; digest: string | undefined; modified: number; size: number }[]> {
    const files = [];
    for (const name of await this.#names()) {
      // One that can't be looked at is none that could be read or removed.
      const file = await stat(join(this.#folder, name)).catch(() => undefined);
      if (!file?.isFile()) continue;
      files.push({ name, digest: digestOfFileName(name), modified: file.mtimeMs, size: file.size });
    }
    return files;
  }

  /** Those of the digests of which there is something in the folder. One look for many: a manifest may name any number. */
  async present(digests: readonly string[]): Promise<string[]> {
    const names = new Set(await this.#names());
    return digests.filter((digest) => names.has(blobFileName(digest)));
  }

  /** Removes a file of the folder that is no blob. */
  async removeFile(name: string): Promise<void> {
    await rm(join(this.#folder, name), { force: true });
  }

  async #temporaryPath(): Promise<string> {
    try {
      await mkdir(this.#folder, { recursive: true });
    } catch (error) {
      throw new FileError("mkdir", this.#folder, error);
    }
    return join(this.#folder, `sha256-${crypto.getRandomValues(new Uint32Array(2)).join("")}`);
  }

  /** Gives files of an old release, which kept the colon of the digest, their present name. */
  async renameLegacyFiles(): Promise<void> {
    for (const name of await this.#names()) {
      const renamed = name.replace(/^sha256:/, "sha256-");
      if (renamed !== name) await rename(join(this.#folder, name), join(this.#folder, renamed));
    }
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw new FileError("open", this.#folder, error);
    }
  }
}
