import { mkdir, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { FileError, isMissing } from "./file-error.ts";
import { equalNames, type ModelName, manifestPath, nameOfPath } from "./name.ts";

/** A manifest file as it was read. */
export interface ManifestFile {
  readonly text: string;
  /** SHA-256 of the file in hex. */
  readonly digest: string;
  readonly modifiedAt: Date;
}

/** The names of a store and what their files hold, in `manifests/<host>/<namespace>/<model>/<tag>`. */
export class ManifestFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Every name, and how many files are at a name's depth without being one. Looks at the disk. */
  async names(): Promise<{ names: ModelName[]; misnamed: number }> {
    let paths = [""];
    for (let depth = 0; depth < 4; depth++) {
      const levels = await Promise.all(
        paths.map(async (path) => (await this.#children(path)).map((child) => `${path}/${child}`)),
      );
      paths = levels.flat();
    }
    const names = [];
    let misnamed = 0;
    for (const path of paths) {
      if (!(await this.#isFile(path))) continue;
      const name = nameOfPath(path.slice(1));
      if (name === undefined) misnamed++;
      else names.push(name);
    }
    return { names, misnamed };
  }

  /**
   * The name as it is stored: parts that equal an existing name's ignoring case take its case. An existing name that
   * equals the whole wins over parts of different names.
   */
  async canonical(name: ModelName): Promise<ModelName> {
    if (await this.#isFile(manifestPath(name))) return name;
    const { names } = await this.names();
    const same = names.find((existing) => equalNames(existing, name));
    if (same !== undefined) return same;
    const part = (key: keyof ModelName) =>
      names.find((existing) => existing[key].toLowerCase() === name[key].toLowerCase())?.[key] ?? name[key];
    return { host: part("host"), namespace: part("namespace"), model: part("model"), tag: part("tag") };
  }

  /** The file of a name; undefined if there is none. Throws {@link FileError}. */
  async read(name: ModelName): Promise<ManifestFile | undefined> {
    const path = this.#path(name);
    try {
      const [bytes, { mtime }] = await Promise.all([readFile(path), stat(path)]);
      return { text: bytes.toString("utf8"), digest: Bun.SHA256.hash(bytes, "hex"), modifiedAt: mtime };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new FileError("open", path, error);
    }
  }

  /** Writes a name's file by moving `temporary`, a file that holds its text, to its place. */
  async place(name: ModelName, temporary: string): Promise<void> {
    const path = this.#path(name);
    await mkdir(dirname(path), { recursive: true });
    await rename(temporary, path);
  }

  /** Removes a name's file and the folders that this leaves empty. */
  async remove(name: ModelName): Promise<void> {
    const path = this.#path(name);
    await rm(path);
    await this.#removeEmpty(dirname(path));
  }

  /** Removes empty folders. */
  async removeEmptyFolders(): Promise<void> {
    for (const host of await this.#children("")) {
      for (const namespace of await this.#children(host)) {
        for (const model of await this.#children(`${host}/${namespace}`)) {
          await this.#removeEmpty(join(this.#folder, host, namespace, model));
        }
        await this.#removeEmpty(join(this.#folder, host, namespace));
      }
      await this.#removeEmpty(join(this.#folder, host));
    }
  }

  #path(name: ModelName): string {
    return join(this.#folder, manifestPath(name));
  }

  /** Removes a folder and those around it, up to the root, as long as they are empty. */
  async #removeEmpty(folder: string): Promise<void> {
    for (let path = folder; isWithin(path, this.#folder); path = dirname(path)) {
      try {
        await rmdir(path);
      } catch {
        // Not empty, or no folder: then those around it are not empty either.
        return;
      }
    }
  }

  async #children(path: string): Promise<string[]> {
    try {
      return await readdir(join(this.#folder, path));
    } catch (error) {
      if (isMissing(error)) return [];
      throw new FileError("open", join(this.#folder, path), error);
    }
  }

  async #isFile(path: string): Promise<boolean> {
    try {
      return (await stat(join(this.#folder, path))).isFile();
    } catch (error) {
      if (isMissing(error)) return false;
      throw new FileError("stat", join(this.#folder, path), error);
    }
  }
}

/** Whether a path lies below a folder. */
function isWithin(path: string, folder: string): boolean {
  const below = relative(folder, path);
  return below !== "" && below !== ".." && !below.startsWith(`..${sep}`);
}
