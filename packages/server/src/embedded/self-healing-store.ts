import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createModel } from "../create/create-model.ts";
import { manifestPath, parseName } from "../store/name.ts";
import { readRegularFile } from "../store/regular-file.ts";
import { equalStamps, type Stamp, stampOf } from "../store/stamp.ts";
import { Store, type StoreOptions } from "../store/store.ts";
import type { EmbeddedFiles } from "./embedded-store.ts";

/** The model that comes with Cria, so that the first minute works offline. */
export const embeddedName = "cria";
const name = parseName(embeddedName)!;

/** Milliseconds before a store that can't be written is tried again. */
const pause = 5000;

/**
 * The store of the embedded model. It lies in a cache, which others may remove or damage at any time: whoever asks for it
 * gets it as it was written, if need be anew.
 */
export class SelfHealingStore {
  readonly #options: StoreOptions;
  readonly #readFiles: () => Promise<EmbeddedFiles | undefined>;
  #store: Store | undefined;
  /** The files of the store as they were when their content was right. */
  #stamps: readonly (readonly [path: string, stamp: Stamp])[] = [];
  #making: Promise<Store | undefined> | undefined;
  #retryAt = 0;

  constructor(options: StoreOptions, readFiles: () => Promise<EmbeddedFiles | undefined>) {
    this.#options = options;
    this.#readFiles = readFiles;
  }

  /** The store; undefined, and a line on stderr, where it can't be written. */
  async current(): Promise<Store | undefined> {
    if (this.#making !== undefined) return this.#making;
    if (this.#store !== undefined && this.#isUntouched()) return this.#store;
    if (Date.now() < this.#retryAt) return undefined;
    const failed = (error: unknown) => {
      this.#retryAt = Date.now() + pause;
      process.stderr.write(`the embedded model cannot be shown: ${(error as Error).message}\n`);
      return undefined;
    };
    this.#making = this.make().catch(failed);
    try {
      return await this.#making;
    } finally {
      this.#making = undefined;
    }
  }

  /** Opens the store, and writes what is not there or has another content than it should. Throws the system's errors. */
  async make(): Promise<Store> {
    this.#store = undefined;
    try {
      return await this.#open();
    } catch {
      // Whatever stands in the way, it is a cache.
      await rm(this.#options.root, { recursive: true, force: true });
      return await this.#open();
    }
  }

  async #open(): Promise<Store> {
    const store = await Store.open(this.#options);
    for (const { name: file, digest } of await store.blobs.files()) {
      // A damaged blob would be taken for one that is there already.
      if (digest && !(await isRight(store.blobs.path(digest), digest))) await store.blobs.removeFile(file);
    }
    if (!(await isWhole(store))) await this.#write(store);
    const { manifest } = await store.resolve(name);
    const blobs = [manifest.config, ...manifest.layers].map(({ digest }) => store.blobs.path(digest));
    const paths = [join(store.root, "manifests", manifestPath(name)), ...blobs];
    this.#stamps = paths.map((path) => [path, stampOf(path)]);
    this.#store = store;
    return store;
  }

  async #write(store: Store): Promise<void> {
    const files = await this.#readFiles();
    if (files === undefined) throw new Error("its files have gone");
    const { weights, template, parameters, license } = files;
    const { digest } = await store.blobs.write([weights]);
    const body = {
      model: embeddedName,
      files: { "cria.gguf": digest },
      template,
      parameters: JSON.parse(parameters) as Record<string, unknown>,
      license,
    };
    for await (const _ of createModel(store, { name, body }));
  }

  #isUntouched(): boolean {
    try {
      return this.#stamps.every(([path, stamp]) => equalStamps(stampOf(path), stamp));
    } catch {
      return false;
    }
  }
}

async function isRight(path: string, digest: string): Promise<boolean> {
  const { bytes } = await readRegularFile(path);
  return digest === `sha256:${Bun.SHA256.hash(bytes, "hex")}`;
}

async function isWhole(store: Store): Promise<boolean> {
  try {
    const { manifest } = await store.resolve(name);
    const digests = [manifest.config, ...manifest.layers].map(({ digest }) => digest);
    return (await Promise.all(digests.map((digest) => store.blobs.has(digest)))).every(Boolean);
  } catch {
    return false;
  }
}
