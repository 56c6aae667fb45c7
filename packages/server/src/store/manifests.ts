import { lstatSync } from "node:fs";
import { mkdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { FileError, isMissing } from "./file-error.ts";
import { FolderNames, type Listing } from "./folder-names.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { type ModelName, manifestPath, nameOfPath } from "./name.ts";
import { readRegularFile } from "./regular-file.ts";
import { ReportOnce } from "./report-once.ts";
import { equalStamps, isSettled, type Stamp, stampOf } from "./stamp.ts";

/** A manifest file as it was read; the same object as long as the file is the same. */
export interface ManifestFile {
  readonly text: string;
  /** SHA-256 of the file in hex. */
  readonly digest: string;
  readonly modifiedAt: Date;
  /** What the file says. Throws `ManifestError`. */
  manifest(): Manifest;
}

/** What the folder holds; the same object as long as nothing changes. */
export interface StoredNames {
  readonly names: readonly ModelName[];
  /** Whether something there is no name, or can't be read: then it isn't known which blobs are used. */
  readonly isPartial: boolean;
}

interface KnownFile {
  readonly stamp: Stamp;
  readonly readAt: number;
  readonly file: ManifestFile;
}

/**
 * The names of a store and what their files hold, in `manifests/<host>/<namespace>/<model>/<tag>`. Other programs may
 * change them at any time: folders and files are read again when their times have changed. What can't be read is left
 * out, and said once.
 */
export class ManifestFolder {
  readonly #folder: string;
  readonly #folders: FolderNames;
  readonly #files = new Map<string, KnownFile>();
  readonly #report = new ReportOnce();
  #unreadable = 0;
  #names: { readonly seen: readonly unknown[]; readonly result: StoredNames } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.#folders = new FolderNames((path, error) => {
      this.#unreadable++;
      this.#report.say(`left out: ${new FileError("open", path, error).message}`);
    });
  }

  /** Every name. */
  names(): StoredNames {
    const seen: unknown[] = [];
    const paths: string[] = [];
    const before = this.#unreadable;
    const visit = (path: string, depth: number) => {
      const folder = join(this.#folder, path);
      const listing = this.#folders.list(folder);
      seen.push(listing);
      for (const entry of listing.entries) {
        const child = path === "" ? entry.name : `${path}/${entry.name}`;
        if (depth < 4) {
          if (entry.kind === "folder" || entry.kind === "other") visit(child, depth + 1);
        } else if (this.#folders.isFile(folder, entry)) {
          if (entry.kind === "other") seen.push(child);
          paths.push(child);
        }
      }
    };
    visit("", 1);
    const unreadable = this.#unreadable - before;
    seen.push(unreadable);
    const known = this.#names;
    if (known?.seen.length === seen.length && known.seen.every((item, index) => item === seen[index])) {
      return known.result;
    }
    const names = paths.flatMap((path) => nameOfPath(path) ?? []);
    const result = { names, isPartial: unreadable > 0 || names.length < paths.length };
    this.#names = { seen, result };
    this.#forgetAllBut(names);
    return result;
  }

  /** The name of a file that equals this one ignoring case; the same case wins. Undefined if there is none. */
  find(name: ModelName): ModelName | undefined {
    if (this.#isFile(name)) return name;
    const visit = (path: string, [part, ...more]: readonly string[]): ModelName | undefined => {
      const folder = join(this.#folder, path);
      const listing: Listing = this.#folders.list(folder);
      for (const entry of listing.byName.get(part!.toLowerCase()) ?? []) {
        const child = path === "" ? entry.name : `${path}/${entry.name}`;
        if (more.length > 0) {
          const found = visit(child, more);
          if (found !== undefined) return found;
        } else if (this.#folders.isFile(folder, entry)) {
          return nameOfPath(child);
        }
      }
      return undefined;
    };
    return visit("", [name.host, name.namespace, name.model, name.tag]);
  }

  /**
   * The name as it is stored: parts that equal an existing name's ignoring case take its case. An existing name that
   * equals the whole wins over parts of different names.
   */
  canonical(name: ModelName): ModelName {
    const same = this.find(name);
    if (same !== undefined) return same;
    const { names } = this.names();
    const part = (key: keyof ModelName) => {
      const lower = name[key].toLowerCase();
      return names.find((existing) => existing[key].toLowerCase() === lower)?.[key] ?? name[key];
    };
    return { host: part("host"), namespace: part("namespace"), model: part("model"), tag: part("tag") };
  }

  /** The file of a name; undefined if there is none. Throws {@link FileError}. */
  async read(name: ModelName): Promise<ManifestFile | undefined> {
    return this.known(name) ?? (await this.#read(this.#path(name)));
  }

  /** The file of a name if it was read before and is still the same. */
  known(name: ModelName): ManifestFile | undefined {
    const path = this.#path(name);
    const known = this.#files.get(path);
    if (known === undefined) return undefined;
    try {
      const isSame = equalStamps(known.stamp, stampOf(path)) && isSettled(known.stamp, known.readAt);
      return isSame ? known.file : undefined;
    } catch {
      return undefined;
    }
  }

  /** Whether there is anything in a name's place. */
  isTaken(name: ModelName): boolean {
    try {
      lstatSync(this.#path(name));
      return true;
    } catch {
      return false;
    }
  }

  /** Writes a name's file by moving `temporary`, a file that holds its text, to its place. */
  async place(name: ModelName, temporary: string): Promise<void> {
    const path = this.#path(name);
    await mkdir(dirname(path), { recursive: true });
    await rename(temporary, path);
  }

  /** Removes what is in a name's place and the folders that this leaves empty. */
  async remove(name: ModelName): Promise<void> {
    const path = this.#path(name);
    await rm(path, { force: true, recursive: true });
    await this.#removeEmpty(dirname(path));
  }

  /** Removes empty folders. */
  async removeEmptyFolders(): Promise<void> {
    const visit = async (folder: string, depth: number) => {
      for (const { name, kind } of this.#folders.list(folder).entries) {
        if (kind === "folder" && depth < 3) await visit(join(folder, name), depth + 1);
        if (kind === "folder") await this.#removeEmpty(join(folder, name));
      }
    };
    await visit(this.#folder, 1);
  }

  #path(name: ModelName): string {
    return join(this.#folder, manifestPath(name));
  }

  #isFile(name: ModelName): boolean {
    const path = this.#path(name);
    return this.#folders.isFile(dirname(path), { name: name.tag, kind: "other" });
  }

  async #read(path: string): Promise<ManifestFile | undefined> {
    const readAt = Date.now();
    try {
      const { bytes, stamp } = await readRegularFile(path);
      const known = this.#files.get(path);
      const digest = Bun.SHA256.hash(bytes, "hex");
      const isSame = known?.file.digest === digest && known.stamp.modified === stamp.modified;
      const file = isSame ? known.file : toManifestFile(bytes.toString("utf8"), digest, new Date(stamp.modified));
      this.#files.set(path, { stamp, readAt, file });
      return file;
    } catch (error) {
      this.#files.delete(path);
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  #forgetAllBut(names: readonly ModelName[]): void {
    const paths = new Set(names.map((name) => this.#path(name)));
    for (const path of this.#files.keys()) if (!paths.has(path)) this.#files.delete(path);
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
}

function toManifestFile(text: string, digest: string, modifiedAt: Date): ManifestFile {
  let parsed: Manifest | undefined;
  const manifest = () => {
    parsed ??= parseManifest(text);
    return parsed;
  };
  return { text, digest, modifiedAt, manifest };
}

/** Whether a path lies below a folder. */
function isWithin(path: string, folder: string): boolean {
  const below = relative(folder, path);
  return below !== "" && below !== ".." && !below.startsWith(`..${sep}`);
}
