import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeGguf, GgufError } from "@cria/engine";
import { createModel } from "../create/create-model.ts";
import { ApiError } from "../http/error.ts";
import { DigestError } from "../store/digest.ts";
import { FileError } from "../store/file-error.ts";
import { configType, ManifestError, mediaType } from "../store/manifest.ts";
import { type ModelName, manifestPath, parseName } from "../store/name.ts";
import { ModelNotFoundError, Store } from "../store/store.ts";
import { writeTexts } from "../store/testing.ts";
import { damage } from "./damage.ts";
import { randomOf } from "./random.ts";

/** Milliseconds that an operation may take, on the slowest machine. */
const patience = 60_000;

/** The model that nothing is done to. */
const whole = "whole";
const others = ["good", "good:other", "me/own", "example.com/them/theirs:1b", "weights"];
const named = (text: string) => parseName(text) as ModelName;

const foreseen = [ModelNotFoundError, FileError, ManifestError, DigestError, GgufError, ApiError, SyntaxError];

/** A store with models of all kinds, which each case gets a copy of. */
async function makeTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "cria-fuzz-store-"));
  mkdirSync(join(folder, "outside"));
  const store = await open(folder);
  await writeTexts(store, whole, { system: "of the whole one", license: "shared" });
  for (const name of others) {
    await writeTexts(store, name, {
      system: `of ${name}`,
      license: "shared",
      template: "{{ .Prompt }}",
      params: '{"top_k":1}',
      messages: "[]",
    });
  }
  const weights = await store.blobs.write(
    encodeGguf({ metadata: { "general.architecture": { type: "string", value: "llama" } }, tensors: [] }),
  );
  const layer = { mediaType: mediaType("model"), digest: weights.digest, size: weights.size };
  const config = await store.blobs.writeText('{"model_format":"gguf","model_family":"llama"}');
  await store.write(named("weights"), {
    config: { mediaType: configType, digest: config.digest, size: config.size },
    layers: [layer],
  });
  await Bun.write(join(folder, "outside/canary"), "not of the store");
  return folder;
}

const open = (folder: string) =>
  Store.open({ root: join(folder, "models"), cacheDir: join(folder, "models/cria-cache") });

/**
 * Damages a store at random, then uses it in every way. Each operation ends, with an error that says what is wrong if with
 * any; a model that was not damaged stays as it was; nothing outside the store changes. Throws an Error otherwise.
 */
export class StoreFuzzer implements Disposable {
  readonly #template: string;

  private constructor(template: string) {
    this.#template = template;
  }

  static async open(): Promise<StoreFuzzer> {
    return new StoreFuzzer(await makeTemplate());
  }

  async fuzz(seed: number): Promise<"worked" | "failed"> {
    const folder = mkdtempSync(join(tmpdir(), "cria-fuzz-store-"));
    try {
      cpSync(this.#template, folder, { recursive: true });
      return await useDamaged(folder, seed);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#template, { recursive: true, force: true });
  }
}

async function useDamaged(folder: string, seed: number): Promise<"worked" | "failed"> {
  const random = randomOf(seed);
  const root = join(folder, "models");
  const spared = new Set([`manifests/${manifestPath(named(whole))}`, ...(await blobsOf(folder))]);
  const early = random(2) === 0;
  // A server may be running when it happens.
  let store = await open(folder);
  if (early) await useAll(store);
  for (let count = random(4); count >= 0; count--) damage(root, spared, random);
  const outside = contentOf(join(folder, "outside"));

  const failures = new Set<string>();
  const attempt = async (what: string, action: () => Promise<unknown>) => {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`${what} does not end`)), patience);
    try {
      return await Promise.race([action(), late.promise]);
    } catch (error) {
      const cause = (error as Error).cause ?? error;
      if (!foreseen.some((kind) => error instanceof kind || cause instanceof kind))
        throw new Error(`${what}: ${error}`, { cause: error });
      failures.add(what);
    } finally {
      clearTimeout(timer);
    }
  };
  if (!early) store = (await attempt("open", () => open(folder))) as Store;
  await attempt("list", () => store.list());
  await attempt("use GOOD", () => use(store, "GOOD"));
  for (const name of others) {
    await attempt(`use ${name}`, () => use(store, name));
    await attempt(`copy ${name}`, () => store.copy(named(name), named("copied")));
    await attempt(`create from ${name}`, () => create(store, name));
    await attempt(`delete ${name}`, () => store.delete(named(name)));
  }
  const listed = await store.list();
  const left = listed.find(({ name }) => name.model === whole);
  if (left?.system !== "of the whole one" || left.licenses[0] !== "shared") throw new Error("the whole model is lost");
  const reopened = await open(folder);
  if ((await reopened.resolve(named(whole))).system !== left.system) throw new Error("it is lost at the next start");
  if (contentOf(join(folder, "outside")) !== outside) throw new Error("something outside the store has changed");
  return failures.size === 0 ? "worked" : "failed";
}

async function blobsOf(folder: string): Promise<string[]> {
  const { manifest } = await (await open(folder)).resolve(named(whole));
  return [manifest.config, ...manifest.layers].map(({ digest }) => `blobs/${digest.replace(":", "-")}`);
}

async function useAll(store: Store): Promise<void> {
  for (const model of await store.list()) await model.listed();
}

/** Everything that is asked of a model. */
async function use(store: Store, name: string): Promise<void> {
  const model = await store.resolve(named(name));
  await model.listed();
  await model.capabilities();
  await model.templateInUse();
  model.details();
  if (model.modelPath !== undefined) await model.gguf();
}

async function create(store: Store, from: string): Promise<void> {
  const body = { model: "made", from, system: "made" } as Parameters<typeof createModel>[1]["body"];
  for await (const _ of createModel(store, { name: named("made"), body }));
}

/** What a folder holds, as a text. */
function contentOf(folder: string): string {
  const names = (readdirSync(folder, { recursive: true }) as string[]).sort();
  return JSON.stringify(
    names.map((name) => {
      const path = join(folder, name);
      return [name, statSync(path).isFile() ? readFileSync(path, "latin1") : ""];
    }),
  );
}
