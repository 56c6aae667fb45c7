import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { BlobStore } from "./blobs.ts";
import { blobFileName, isDigest } from "./digest.ts";
import { GgufCache } from "./gguf-cache.ts";
import { encodeManifest, type Manifest, parseManifest } from "./manifest.ts";
import { ManifestFolder } from "./manifests.ts";
import type { StoredModel } from "./model.ts";
import { equalNames, fullName, type ModelName, shortName } from "./name.ts";
import { readModel } from "./read-model.ts";

/** No model of this name is in the store. */
export class ModelNotFoundError extends Error {
  override readonly name = "ModelNotFoundError";
  constructor(name: ModelName) {
    super(`model '${shortName(name)}' not found`);
  }
}

export interface StoreOptions {
  /** Root of the store, with `blobs/` and `manifests/`; made when something is written. */
  readonly root: string;
  /** Folder of what the engine made of blobs, by hex digest. */
  readonly cacheDir: string;
  /** Leave unused blobs alone. */
  readonly noPrune?: boolean;
  /** The user's wish as to Go templates; undefined leaves the choice to the server. */
  readonly goTemplate?: boolean | undefined;
  /** A store whose models are there as well, unless this one has others of their names. It is never written to. */
  readonly fallback?: Store | undefined;
}

/** Unused files younger than this stay: another program may be about to use them. */
const pruneAge = 60 * 60 * 1000;
/** Models kept in memory. */
const mostModels = 64;

/** A model store in Ollama's layout, which another program may change at any time. */
export class Store {
  readonly root: string;
  readonly blobs: BlobStore;
  readonly #manifests: ManifestFolder;
  readonly #headers = new GgufCache();
  readonly #options: StoreOptions;
  /** Models by name, manifest digest and time. */
  readonly #models = new Map<string, StoredModel>();
  /** Tail of the queue of changes. */
  #changes: Promise<unknown> = Promise.resolve();

  private constructor(options: StoreOptions) {
    this.#options = options;
    this.root = options.root;
    this.blobs = new BlobStore(join(options.root, "blobs"), options.cacheDir);
    this.#manifests = new ManifestFolder(join(options.root, "manifests"));
  }

  /** Opens a store and, unless told not to, removes what no model uses. */
  static async open(options: StoreOptions): Promise<Store> {
    const store = new Store(options);
    await store.blobs.renameLegacyFiles();
    if (options.noPrune !== true) await store.prune();
    return store;
  }

  /** The name as it is stored, ignoring case; the name itself if there is none like it. */
  canonical(name: ModelName): Promise<ModelName> {
    return this.#manifests.canonical(name);
  }

  /**
   * The model of this name, ignoring case. Throws {@link ModelNotFoundError}, or `ManifestError`, `DigestError` or
   * `FileError` if its files are damaged or missing.
   */
  async resolve(name: ModelName): Promise<StoredModel> {
    try {
      return await this.#read(await this.canonical(name));
    } catch (error) {
      const { fallback } = this.#options;
      if (error instanceof ModelNotFoundError && fallback !== undefined) return fallback.resolve(name);
      throw error;
    }
  }

  /** Whether a model is the fallback's, and not in this store itself. */
  async isFallback(name: ModelName): Promise<boolean> {
    const own = await this.#manifests.read(await this.canonical(name));
    return own === undefined && (await this.#options.fallback?.has(name)) === true;
  }

  /** Whether there is a model of this name, ignoring case. */
  async has(name: ModelName): Promise<boolean> {
    return (await this.#manifests.read(await this.canonical(name))) !== undefined;
  }

  /** Names of all models, the fallback's left out. */
  async names(): Promise<ModelName[]> {
    return (await this.#manifests.names()).names;
  }

  /** The manifest of a name as its file holds it, ignoring the name's case; undefined if there is none. */
  async readManifest(name: ModelName): Promise<string | undefined> {
    return (await this.#manifests.read(await this.canonical(name)))?.text;
  }

  /** Copies the blobs of a model that this store has from its fallback only, so that manifests may name them. */
  async adopt({ manifest }: StoredModel): Promise<void> {
    const { fallback } = this.#options;
    if (fallback === undefined) return;
    for (const { digest } of [manifest.config, ...manifest.layers]) {
      if (digest === "" || (await this.blobs.has(digest)) || !(await fallback.blobs.has(digest))) continue;
      await this.blobs.write(createReadStream(fallback.blobs.path(digest)));
    }
  }

  /** Every model that can be read, newest first. */
  async list(): Promise<StoredModel[]> {
    const { names } = await this.#manifests.names();
    const read = await Promise.allSettled(names.map((name) => this.#read(name)));
    const models = read.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    for (const model of (await this.#options.fallback?.list()) ?? []) {
      if (!names.some((name) => equalNames(name, model.name))) models.push(model);
    }
    const second = (model: StoredModel) => Math.floor(model.modifiedAt.getTime() / 1000);
    return models.sort((a, b) => second(b) - second(a) || (fullName(a.name) < fullName(b.name) ? -1 : 1));
  }

  /**
   * Makes a manifest the one of a name, and removes what only the name's former one used. Throws `FileError` if a blob is
   * missing.
   */
  async write(name: ModelName, manifest: Manifest): Promise<void> {
    await this.#change(async () => {
      const stored = await this.canonical(name);
      for (const { digest } of [manifest.config, ...manifest.layers]) await this.blobs.touch(digest);
      await this.#replace(stored, encodeManifest(manifest));
    });
  }

  /**
   * Makes a manifest, byte for byte, the one of a name. Gives the digests of what only the name's former one may have used,
   * which {@link removeUnused} removes. Throws `FileError` if a blob is missing.
   */
  async writePulled(name: ModelName, text: string): Promise<string[]> {
    return this.#change(async () => {
      const digests = digestsIn(text);
      for (const digest of digests) await this.blobs.touch(digest);
      const former = await this.#place(await this.canonical(name), text);
      return this.#options.noPrune === true ? [] : former.filter((digest) => !digests.includes(digest));
    });
  }

  /** Gives a model's manifest to another name as well. Throws {@link ModelNotFoundError}. */
  async copy(source: ModelName, destination: ModelName): Promise<void> {
    if (await this.isFallback(source)) {
      const model = await this.resolve(source);
      await this.adopt(model);
      await this.write(destination, model.manifest);
      return;
    }
    await this.#change(async () => {
      const [from, to] = [await this.canonical(source), await this.canonical(destination)];
      const file = await this.#manifests.read(from);
      if (file === undefined) throw new ModelNotFoundError(source);
      if (fullName(from) !== fullName(to)) await this.#replace(to, file.text);
    });
  }

  /** Deletes a name and the blobs that no other name uses. Throws {@link ModelNotFoundError}. */
  async delete(name: ModelName): Promise<void> {
    await this.#change(async () => {
      const stored = await this.canonical(name);
      const file = await this.#manifests.read(stored);
      if (file === undefined) throw new ModelNotFoundError(name);
      await this.#manifests.remove(stored);
      await this.#removeUnused(digestsIn(file.text));
    });
  }

  /** Removes those of the blobs that no model uses, unless told to leave such alone. Throws `DigestError`. */
  async removeUnused(digests: readonly string[]): Promise<void> {
    if (this.#options.noPrune === true || digests.length === 0) return;
    await this.#change(() => this.#removeUnused(digests));
  }

  /**
   * Removes old files that no model uses, and gives their bytes. Does nothing and gives undefined if there is a manifest that
   * cannot be read.
   */
  async prune(): Promise<number | undefined> {
    return this.#change(async () => {
      let bytes = 0;
      const used = await this.#usedFiles("all or nothing");
      if (used === undefined) return undefined;
      for (const { name, digest, modified, size } of await this.blobs.files()) {
        if (used.has(name) || Date.now() - modified < pruneAge) continue;
        if (digest === undefined) await this.blobs.removeFile(name);
        else await this.blobs.remove(digest);
        bytes += size;
      }
      await this.#manifests.removeEmptyFolders();
      return bytes;
    });
  }

  async #read(name: ModelName): Promise<StoredModel> {
    const file = await this.#manifests.read(name);
    if (file === undefined) throw new ModelNotFoundError(name);
    const key = `${fullName(name)} ${file.digest} ${file.modifiedAt.getTime()}`;
    const known = this.#models.get(key);
    if (known !== undefined) return known;
    const sources = { blobs: this.blobs, headers: this.#headers, goTemplateAllowed: this.#options.goTemplate };
    const model = await readModel(name, file, sources);
    this.#models.set(key, model);
    for (const oldest of this.#models.keys()) {
      if (this.#models.size <= mostModels) break;
      this.#models.delete(oldest);
    }
    return model;
  }

  /** Writes a name's manifest and removes what only its former one used. */
  async #replace(name: ModelName, text: string): Promise<void> {
    const former = await this.#place(name, text);
    if (this.#options.noPrune !== true) await this.#removeUnused(former);
  }

  /** Writes a name's manifest and gives the digests in its former one. */
  async #place(name: ModelName, text: string): Promise<string[]> {
    const former = await this.#manifests.read(name);
    const temporary = await this.blobs.writeTemporary(text);
    try {
      await this.#manifests.place(name, temporary);
    } finally {
      await rm(temporary, { force: true });
    }
    return former === undefined ? [] : digestsIn(former.text);
  }

  async #removeUnused(digests: readonly string[]): Promise<void> {
    const used = await this.#usedFiles("readable ones");
    for (const digest of digests) if (!used?.has(blobFileName(digest))) await this.blobs.remove(digest);
  }

  /** Names of the files that manifests name; undefined if one is unreadable or misnamed and all are wanted. */
  async #usedFiles(wanted: "all or nothing" | "readable ones"): Promise<Set<string> | undefined> {
    const { names, misnamed } = await this.#manifests.names();
    const strict = wanted === "all or nothing";
    if (strict && misnamed > 0) return undefined;
    const used = new Set<string>();
    for (const name of names) {
      try {
        const file = await this.#manifests.read(name);
        const { config, layers } = parseManifest(file?.text ?? "");
        for (const { digest } of [config, ...layers]) if (digest !== "") used.add(blobFileName(digest));
      } catch {
        if (strict) return undefined;
      }
    }
    return used;
  }

  /** Runs a change after those before it, so that no change removes what another is about to use. */
  #change<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#changes.then(change);
    this.#changes = result.catch(() => undefined);
    return result;
  }
}

/** The digests in a manifest that are digests; none if it cannot be read. */
function digestsIn(manifest: string): string[] {
  try {
    const { config, layers } = parseManifest(manifest);
    const digests = [config, ...layers].map((layer) => layer.digest);
    return digests.filter(isDigest);
  } catch {
    return [];
  }
}
