import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { BlobStore } from "./blobs.ts";
import { Changes } from "./changes.ts";
import { blobFileName, isDigest } from "./digest.ts";
import { FileError, isMissing } from "./file-error.ts";
import { GgufCache } from "./gguf-cache.ts";
import { encodeManifest, type Manifest, parseManifest } from "./manifest.ts";
import { type ManifestFile, ManifestFolder } from "./manifests.ts";
import type { StoredModel } from "./model.ts";
import { fullName, type ModelName, shortName } from "./name.ts";
import { type PinSet, Pins } from "./pins.ts";
import { readModel } from "./read-model.ts";
import { ReportOnce } from "./report-once.ts";
import { TextCache } from "./text-cache.ts";

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
  readonly fallback?: Fallback | undefined;
}

/** Gives a store as it is now, or undefined while there is none. */
export type Fallback = () => Promise<Store | undefined>;

/** Unused files younger than this stay: another program may be about to use them. */
const pruneAge = 60 * 60 * 1000;

/** A model store in Ollama's layout, which another program may change at any time. */
export class Store {
  readonly root: string;
  readonly blobs: BlobStore;
  readonly #manifests: ManifestFolder;
  readonly #headers = new GgufCache();
  readonly #options: StoreOptions;
  /** Models that have been read; a file that has changed is another object. */
  readonly #models = new WeakMap<ManifestFile, StoredModel>();
  readonly #changes = new Changes();
  readonly #pins = new Pins();
  readonly #texts: TextCache;
  readonly #report = new ReportOnce();
  #listed: readonly StoredModel[] = [];

  private constructor(options: StoreOptions) {
    this.#options = options;
    this.root = options.root;
    this.blobs = new BlobStore(join(options.root, "blobs"), options.cacheDir, this.#changes);
    this.#texts = new TextCache(this.blobs);
    this.#manifests = new ManifestFolder(join(options.root, "manifests"));
  }

  /** Opens a store and, unless told not to, removes what no model uses. What can't be tidied up stays as it is. */
  static async open(options: StoreOptions): Promise<Store> {
    const store = new Store(options);
    await store.#tidy(() => store.blobs.renameLegacyFiles());
    if (options.noPrune !== true) await store.#tidy(() => store.prune());
    return store;
  }

  /** The name as it is stored, ignoring case; the name itself if there is none like it. */
  canonical(name: ModelName): ModelName {
    return this.#manifests.canonical(name);
  }

  /**
   * The model of this name, ignoring case. Throws {@link ModelNotFoundError}, or `ManifestError`, `DigestError` or
   * `FileError` if its files are damaged or missing.
   */
  async resolve(name: ModelName): Promise<StoredModel> {
    const found = this.#manifests.find(name);
    const model = found && (await this.#read(found));
    if (model !== undefined) return model;
    const fallback = await this.#fallback();
    if (fallback === undefined) throw new ModelNotFoundError(name);
    return fallback.resolve(name);
  }

  /** Whether a model is the fallback's, and not in this store itself. */
  async isFallback(name: ModelName): Promise<boolean> {
    return !this.has(name) && (await this.#fallback())?.has(name) === true;
  }

  /** Whether there is a model of this name, ignoring case. */
  has(name: ModelName): boolean {
    return this.#manifests.find(name) !== undefined;
  }

  /** Names of all models, the fallback's left out. */
  names(): readonly ModelName[] {
    return this.#manifests.names().names;
  }

  /** The manifest of a name as its file holds it, ignoring the name's case; undefined if there is none. */
  async readManifest(name: ModelName): Promise<string | undefined> {
    return (await this.#manifests.read(this.canonical(name)))?.text;
  }

  /** Pins blobs until it is released: whatever is added stays, although no manifest names it yet. */
  pin(): PinSet & AsyncDisposable {
    const pins = this.#pins.hold();
    return { ...pins, [Symbol.asyncDispose]: () => this.removeUnused(pins.release()) };
  }

  /**
   * Pins the blobs of a model, and copies those that this store has from its fallback only, so that manifests may name
   * them.
   */
  adopt(model: StoredModel, pins: PinSet): Promise<void> {
    return this.#changes.run(() => this.#adopt(model, pins));
  }

  /** Every model that can be read, newest first; the same object as long as nothing changes. */
  async list(): Promise<readonly StoredModel[]> {
    const { names } = this.#manifests.names();
    const models = await this.#readAll(names);
    const fallback = await this.#fallback();
    if (fallback !== undefined) {
      const own = new Set(names.map((name) => fullName(name).toLowerCase()));
      models.push(...(await fallback.list()).filter(({ name }) => !own.has(fullName(name).toLowerCase())));
    }
    models.sort(newestFirst);
    const isSame = models.length === this.#listed.length && models.every((model, at) => model === this.#listed[at]);
    if (!isSame) this.#listed = models;
    return this.#listed;
  }

  /**
   * Makes a manifest the one of a name, and removes what only the name's former one used. Throws `FileError` if a blob is
   * missing.
   */
  async write(name: ModelName, manifest: Manifest): Promise<void> {
    await this.#changes.run(() => this.#write(name, manifest));
  }

  /**
   * Makes a manifest, byte for byte, the one of a name. Gives the digests of what only the name's former one may have used,
   * which {@link removeUnused} removes. Throws `FileError` if a blob is missing.
   */
  async writePulled(name: ModelName, text: string): Promise<string[]> {
    return this.#changes.run(async () => {
      const digests = digestsIn(text);
      for (const digest of digests) await this.blobs.touch(digest);
      const former = await this.#place(this.canonical(name), text);
      return this.#options.noPrune === true ? [] : former.filter((digest) => !digests.includes(digest));
    });
  }

  /** Gives a model's manifest to another name as well. Throws {@link ModelNotFoundError}. */
  async copy(source: ModelName, destination: ModelName): Promise<void> {
    await this.#changes.run(async () => {
      const from = this.#manifests.find(source);
      const file = from && (await this.#manifests.read(from));
      if (from === undefined || file === undefined) return await this.#copyFallback(source, destination);
      const to = this.canonical(destination);
      if (fullName(from) !== fullName(to)) await this.#replace(to, file.text);
    });
  }

  /** Deletes a name and the blobs that no other name uses. Throws {@link ModelNotFoundError}. */
  async delete(name: ModelName): Promise<void> {
    await this.#changes.run(async () => {
      const stored = this.canonical(name);
      const text = await this.#textOf(stored);
      if (text === undefined) throw new ModelNotFoundError(name);
      await this.#manifests.remove(stored);
      await this.#removeUnused(digestsIn(text));
    });
  }

  /** Removes those of the blobs that no model uses, unless told to leave such alone. Throws `DigestError`. */
  async removeUnused(digests: readonly string[]): Promise<void> {
    if (this.#options.noPrune === true || digests.length === 0) return;
    await this.#changes.run(() => this.#removeUnused(digests));
  }

  /**
   * Removes old files that no model uses, and gives their bytes. Does nothing and gives undefined if there is a manifest that
   * cannot be read.
   */
  async prune(): Promise<number | undefined> {
    return this.#changes.run(async () => {
      let bytes = 0;
      const used = await this.#usedFiles("all or nothing");
      if (used === undefined) return undefined;
      for (const { name, digest, modified, size } of await this.blobs.files()) {
        if (used.has(name) || Date.now() - modified < pruneAge) continue;
        if (digest === undefined) await this.#tidy(() => this.blobs.removeFile(name));
        else await this.#remove(digest);
        bytes += size;
      }
      await this.#manifests.removeEmptyFolders();
      return bytes;
    });
  }

  #fallback(): Promise<Store | undefined> {
    return this.#options.fallback?.() ?? Promise.resolve(undefined);
  }

  /** The model of a name as it is stored; undefined if its manifest has gone. */
  async #read(name: ModelName): Promise<StoredModel | undefined> {
    const sources = {
      blobs: this.blobs,
      texts: this.#texts,
      headers: this.#headers,
      goTemplateAllowed: this.#options.goTemplate,
    };
    for (;;) {
      const file = await this.#manifests.read(name);
      if (file === undefined) return undefined;
      const known = this.#models.get(file);
      if (known !== undefined) return known;
      try {
        const model = await readModel(name, file, sources);
        this.#models.set(file, model);
        return model;
      } catch (error) {
        // Whoever deletes or replaces the model meanwhile takes its blobs.
        if (!isMissing(error) || (await this.#manifests.read(name)) === file) throw error;
      }
    }
  }

  /** The models of these names that can be read. */
  async #readAll(names: readonly ModelName[]): Promise<StoredModel[]> {
    const models: StoredModel[] = [];
    const unknown: ModelName[] = [];
    for (const name of names) {
      const file = this.#manifests.known(name);
      const model = file && this.#models.get(file);
      if (model === undefined) unknown.push(name);
      else models.push(model);
    }
    for (const read of await Promise.allSettled(unknown.map((name) => this.#read(name)))) {
      if (read.status === "fulfilled" && read.value !== undefined) models.push(read.value);
    }
    return models;
  }

  /** Text of a manifest; undefined if there is none, empty for what is in its place and can't be read. */
  async #textOf(name: ModelName): Promise<string | undefined> {
    try {
      return (await this.#manifests.read(name))?.text;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return this.#manifests.isTaken(name) ? "" : undefined;
    }
  }

  async #write(name: ModelName, manifest: Manifest): Promise<void> {
    const stored = this.canonical(name);
    for (const { digest } of [manifest.config, ...manifest.layers]) await this.blobs.touch(digest);
    await this.#replace(stored, encodeManifest(manifest));
  }

  async #adopt({ manifest }: StoredModel, pins?: PinSet): Promise<void> {
    const fallback = await this.#fallback();
    for (const { digest } of [manifest.config, ...manifest.layers]) {
      if (digest === "") continue;
      pins?.add(digest);
      if (fallback === undefined || (await this.blobs.has(digest)) || !(await fallback.blobs.has(digest))) continue;
      await this.blobs.place(await this.blobs.stage(createReadStream(fallback.blobs.path(digest))));
    }
  }

  async #copyFallback(source: ModelName, destination: ModelName): Promise<void> {
    const fallback = await this.#fallback();
    if (fallback === undefined) throw new ModelNotFoundError(source);
    const model = await fallback.resolve(source);
    await this.#adopt(model);
    await this.#write(destination, model.manifest);
  }

  /** Writes a name's manifest and removes what only its former one used. */
  async #replace(name: ModelName, text: string): Promise<void> {
    const former = await this.#place(name, text);
    if (this.#options.noPrune === true) return;
    const present = new Set(digestsIn(text));
    await this.#removeUnused(former.filter((digest) => !present.has(digest)));
  }

  /** Writes a name's manifest and gives the digests in its former one. */
  async #place(name: ModelName, text: string): Promise<string[]> {
    const former = await this.#textOf(name);
    const temporary = await this.blobs.writeTemporary(text);
    try {
      await this.#manifests.place(name, temporary);
    } finally {
      await rm(temporary, { force: true });
    }
    return former === undefined ? [] : digestsIn(former);
  }

  async #removeUnused(digests: readonly string[]): Promise<void> {
    const candidates = await this.blobs.present([...new Set(digests)]).catch(() => [...new Set(digests)]);
    if (candidates.length === 0) return;
    const used = await this.#usedFiles("readable ones");
    for (const digest of candidates) {
      if (!used?.has(blobFileName(digest)) && !this.#pins.keeps(digest)) await this.#remove(digest);
    }
  }

  /** Removes a blob. One that can't be removed stays: nothing names it any more. */
  async #remove(digest: string): Promise<void> {
    await this.#tidy(async () => {
      const isElsewhere = (await (await this.#fallback())?.blobs.has(digest)) === true;
      await this.blobs.remove(digest, isElsewhere);
    });
  }

  /** Does something that nobody's request depends on; says once that it can't be done. */
  async #tidy(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#report.say(`not tidied up: ${(error as Error).message}`);
    }
  }

  /** Names of the files that manifests name; undefined if one is unreadable or misnamed and all are wanted. */
  async #usedFiles(wanted: "all or nothing" | "readable ones"): Promise<Set<string> | undefined> {
    const { names, isPartial } = this.#manifests.names();
    const strict = wanted === "all or nothing";
    if (strict && isPartial) return undefined;
    const used = new Set<string>();
    for (const name of names) {
      try {
        const file = await this.#manifests.read(name);
        if (file === undefined) continue;
        const { config, layers } = file.manifest();
        for (const { digest } of [config, ...layers]) if (digest !== "") used.add(blobFileName(digest));
      } catch {
        if (strict) return undefined;
      }
    }
    return used;
  }
}

/** By whole seconds, then by name. */
function newestFirst(a: StoredModel, b: StoredModel): number {
  const second = ({ modifiedAt }: StoredModel) => Math.floor(modifiedAt.getTime() / 1000);
  return second(b) - second(a) || (fullName(a.name) < fullName(b.name) ? -1 : 1);
}

/** The digests in a manifest that are digests; none if it cannot be read. */
function digestsIn(manifest: string): string[] {
  try {
    const { config, layers } = parseManifest(manifest);
    return [config, ...layers].map((layer) => layer.digest).filter(isDigest);
  } catch {
    return [];
  }
}
