import { createHash } from "node:crypto";
import { parseName, shortName } from "./model-name.ts";

/** What the fake server knows of a model. */
export interface FakeModel {
  /** Short form, with its tag. */
  readonly name: string;
  readonly modifiedAt: string;
  readonly capabilities: readonly string[];
  readonly family: string;
  readonly template: string;
  readonly system: string;
  readonly license: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
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
  }

  add(model: Partial<FakeModel> & Pick<FakeModel, "name">): FakeModel {
    const made: FakeModel = {
      modifiedAt: new Date().toISOString(),
      capabilities: ["completion"],
      family: "fake",
      template,
      system: "",
      license: "",
      parameters: {},
      messages: [],
      ...model,
    };
    this.models.set(made.name, made);
    return made;
  }

  /** The model that a name means, in any case; undefined if there is none. */
  find(text: string): FakeModel | undefined {
    const name = parseName(text.trim().replace(/:local$/, ""));
    if (name === undefined) return undefined;
    const short = shortName(name).toLowerCase();
    for (const [key, model] of this.models) if (key.toLowerCase() === short) return model;
    return undefined;
  }

  /** Takes a model into memory, or changes when it goes. Returns whether it was loaded anew. */
  load(model: FakeModel, contextLength: number | undefined, keepAlive: number | undefined): boolean {
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

/** 64 hexadecimal digits for a text. */
export function hash(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}
