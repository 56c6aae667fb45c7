import { createHash } from "node:crypto";
import { metadataGguf } from "../gguf/metadata-gguf.ts";
import { parseName, shortName } from "./model-name.ts";
import { Fail } from "./native/fail.ts";

/** What the fake server knows of a model. */
export interface FakeModel {
  /** Short form, with its tag. */
  readonly name: string;
  readonly modifiedAt: string;
  readonly capabilities: readonly string[];
  readonly family: string;
  readonly template: string;
  readonly system: string;
  readonly licenses: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  /** Digest of the file that it runs. */
  readonly weights: string;
  /** Name of the model that it was made of; empty for none. */
  readonly parent: string;
  /** Whether its prompts are made by its template, because it was created with one. */
  readonly templated: boolean;
  readonly renderer: string;
  readonly parser: string;
  readonly requires: string;
  /** Digests of more blobs that came with it from a registry. */
  readonly pulled: readonly string[];
}

/** A model in memory. */
export interface LoadedModel {
  readonly model: FakeModel;
  readonly contextLength: number;
  /** Milliseconds; Infinity for ever. */
  readonly keepAlive: number;
  /** Time in milliseconds since 1970. */
  readonly expiresAt: number;
}

const template =
  "{{ if .Suffix }}{{ .Prompt }}_{{ .Suffix }}{{ else }}{{ .Tools }}{{ range .Messages }}{{ .Content }}{{ end }}{{ end }}";

/** The store and the memory of a fake server. */
export class FakeState {
  readonly models = new Map<string, FakeModel>();
  /** Blobs by digest, in the form `sha256:…`. */
  readonly blobs = new Map<string, Uint8Array>();
  readonly loaded = new Map<string, LoadedModel>();

  constructor() {
    this.add({
      name: "fake:latest",
      capabilities: ["completion", "tools", "insert", "vision", "audio", "thinking"],
      family: "fake",
    });
    const plain = "{{ .Prompt }}";
    const [older, oldest] = ["2025-01-02T00:00:00.5Z", "2025-01-01T00:00:00Z"];
    this.add({ name: "fake-plain:latest", capabilities: ["completion"], template: plain, modifiedAt: older });
    this.add({
      name: "fake-embed:latest",
      capabilities: ["embedding"],
      family: "fakebert",
      template: plain,
      modifiedAt: oldest,
    });
    this.add({
      name: "fake-rank:latest",
      capabilities: ["rerank"],
      family: "fakebert",
      template: plain,
      modifiedAt: "2024-12-31T00:00:00Z",
    });
  }

  add(model: Partial<FakeModel> & Pick<FakeModel, "name">): FakeModel {
    const made: FakeModel = {
      modifiedAt: new Date().toISOString(),
      capabilities: ["completion"],
      family: "fake",
      template,
      system: "",
      licenses: [],
      parameters: {},
      messages: [],
      weights: this.store(metadataGguf(model.family ?? "fake")),
      parent: "",
      templated: false,
      renderer: "",
      parser: "",
      requires: "",
      pulled: [],
      ...model,
    };
    const replaced = this.models.get(made.name);
    this.models.set(made.name, made);
    for (const layer of layersOf(made)) this.store(layer);
    if (replaced !== undefined) this.#prune(replaced);
    return made;
  }

  remove(model: FakeModel): void {
    this.models.delete(model.name);
    this.#prune(model);
  }

  /** Keeps bytes under their digest, which is returned. */
  store(content: string | Uint8Array): string {
    const digest = `sha256:${hash(content)}`;
    this.blobs.set(digest, typeof content === "string" ? Buffer.from(content) : content);
    return digest;
  }

  /** Deletes the blobs that only this model used. */
  #prune(model: FakeModel): void {
    const used = new Set([...this.models.values()].flatMap(digestsOf));
    for (const digest of digestsOf(model)) if (!used.has(digest)) this.blobs.delete(digest);
  }

  /** The model that a name means, in any case; undefined if there is none. */
  find(text: string): FakeModel | undefined {
    const name = parseName(text.trim().replace(/:local$/, ""));
    if (name === undefined) return undefined;
    const short = shortName(name).toLowerCase();
    for (const [key, model] of this.models) if (key.toLowerCase() === short) return model;
    return undefined;
  }

  /** Takes a model into memory, or changes when it goes. Returns whether it was loaded anew. Throws a {@link Fail}. */
  load(model: FakeModel, contextLength: number | undefined, keepAlive: number | undefined): boolean {
    const weights = this.blobs.get(model.weights);
    // Of its own models the server needs no weights: they are scripted.
    if (model.family === "unknown" && weights !== undefined && tensorCount(weights) === 0n) {
      throw new Fail(500, "unable to load model: its file has no tensors");
    }
    const before = this.loaded.get(model.name);
    const kept = keepAlive ?? before?.keepAlive ?? 300_000;
    if (kept === 0) return !this.loaded.delete(model.name);
    const expiresAt = Date.now() + Math.min(kept, 292 * 365 * 86_400_000);
    const length = Math.min(Math.max(4, contextLength ?? before?.contextLength ?? 4096), 8192);
    this.loaded.set(model.name, { model, contextLength: length, keepAlive: kept, expiresAt });
    return before?.contextLength !== length;
  }

  /** The models in memory now. */
  running(): LoadedModel[] {
    for (const [name, { expiresAt }] of this.loaded) if (expiresAt <= Date.now()) this.loaded.delete(name);
    return [...this.loaded.values()];
  }
}

/** What a model consists of besides its weights, as the blobs that hold it. */
export function layersOf({ template, system, licenses, parameters, messages }: FakeModel): string[] {
  return [
    template,
    ...(system === "" ? [] : [system]),
    ...licenses,
    ...(Object.keys(parameters).length === 0 ? [] : [JSON.stringify(parameters)]),
    ...(messages.length === 0 ? [] : [JSON.stringify(messages)]),
  ];
}

function digestsOf(model: FakeModel): string[] {
  return [model.weights, ...layersOf(model).map((layer) => `sha256:${hash(layer)}`), ...model.pulled];
}

/** The digest of a model's manifest: of what it consists of, whatever its name. */
export function manifestDigest(model: FakeModel): string {
  const { capabilities, parent, renderer, parser, requires } = model;
  return hash(JSON.stringify([digestsOf(model), capabilities, parent, renderer, parser, requires]));
}

/** Number of tensors that the head of a GGUF file tells. */
function tensorCount(file: Uint8Array): bigint | undefined {
  return file.length < 16 ? undefined : Buffer.from(file).readBigUInt64LE(8);
}

/** 64 hexadecimal digits for a text. */
export function hash(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}
