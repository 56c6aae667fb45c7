import type { Gguf } from "@cria/engine";
import type { Capability, Message, ModelDetails } from "@cria/spec";
import { ApiError } from "../http/error.ts";
import type { BlobStore } from "./blobs.ts";
import { type CapabilitySources, capabilitiesOf, listedCapabilitiesOf } from "./capabilities.ts";
import { emptyConfig, type ModelConfig, parseConfig } from "./config.ts";
import type { GgufCache } from "./gguf-cache.ts";
import type { GgufSummary } from "./gguf-summary.ts";
import { isKind, type Layer, type LayerKind, type Manifest, parseManifest } from "./manifest.ts";
import type { ManifestFile } from "./manifests.ts";
import type { StoredModel } from "./model.ts";
import { type ModelName, shortName } from "./name.ts";
import { chooseTemplate, type TemplateKind } from "./template-choice.ts";

/** Where a model's layers are read from, and the user's wish as to Go templates. */
export interface ModelSources {
  readonly blobs: BlobStore;
  readonly headers: GgufCache;
  readonly goTemplateAllowed: boolean | undefined;
}

/**
 * Reads a model and its small layers. Throws `ManifestError`, `DigestError`, `FileError` or a SyntaxError if its files
 * are damaged or missing.
 */
export async function readModel(name: ModelName, file: ManifestFile, sources: ModelSources): Promise<StoredModel> {
  const manifest = parseManifest(file.text);
  const { blobs } = sources;
  const of = (...kinds: LayerKind[]) => manifest.layers.filter((layer) => isKind(layer, ...kinds));
  const texts = (layers: readonly Layer[]) => Promise.all(layers.map((layer) => blobs.readText(layer.digest)));
  const paths = (layers: readonly Layer[]) => layers.map((layer) => blobs.path(layer.digest));
  const [config, templates, systems, params, messages, licenses] = await Promise.all([
    manifest.config.digest === "" ? emptyConfig : blobs.readText(manifest.config.digest).then(parseConfig),
    texts(of("template", "prompt")),
    texts(of("system")),
    texts(of("params")),
    texts(of("messages")),
    texts(of("license")),
  ]);
  const weights = of("model").at(-1);
  return new ManifestModel(manifest, sources, {
    name,
    digest: file.digest,
    modifiedAt: file.modifiedAt,
    config,
    modelPath: weights && blobs.path(weights.digest),
    modelDigest: weights?.digest,
    parentModel: weights?.from ?? "",
    template: templates.at(-1),
    system: systems.at(-1),
    parameters: Object.fromEntries(params.flatMap((text) => Object.entries(JSON.parse(text) ?? {}))),
    messages: messages.length === 0 ? [] : parseMessages(messages.at(-1)!),
    licenses,
    projectors: paths(of("projector")),
    adapters: paths(of("adapter")),
  });
}

function parseMessages(text: string): Message[] {
  const json: unknown = JSON.parse(text);
  return Array.isArray(json) ? (json as Message[]) : [];
}

type Parts = Omit<StoredModel, "size" | "manifest" | "gguf" | "capabilities" | "listed" | "details" | "templateInUse">;

class ManifestModel implements StoredModel {
  readonly name: ModelName;
  readonly manifest: Manifest;
  readonly digest: string;
  readonly size: number;
  readonly modifiedAt: Date;
  readonly config: ModelConfig;
  readonly modelPath: string | undefined;
  readonly modelDigest: string | undefined;
  readonly parentModel: string;
  readonly template: string | undefined;
  readonly system: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly messages: readonly Message[];
  readonly licenses: readonly string[];
  readonly projectors: readonly string[];
  readonly adapters: readonly string[];
  readonly #sources: ModelSources;

  constructor(manifest: Manifest, sources: ModelSources, parts: Parts) {
    this.manifest = manifest;
    this.#sources = sources;
    this.name = parts.name;
    this.digest = parts.digest;
    this.size = [manifest.config, ...manifest.layers].reduce((sum, layer) => sum + layer.size, 0);
    this.modifiedAt = parts.modifiedAt;
    this.config = parts.config;
    this.modelPath = parts.modelPath;
    this.modelDigest = parts.modelDigest;
    this.parentModel = parts.parentModel;
    this.template = parts.template;
    this.system = parts.system;
    this.parameters = parts.parameters;
    this.messages = parts.messages;
    this.licenses = parts.licenses;
    this.projectors = parts.projectors;
    this.adapters = parts.adapters;
  }

  async gguf(): Promise<Gguf> {
    if (this.modelDigest === undefined || this.modelPath === undefined) {
      throw new ApiError(400, `${shortName(this.name)} has no weights in GGUF format`);
    }
    return this.#sources.headers.header(this.modelDigest, this.modelPath);
  }

  async capabilities(): Promise<readonly Capability[]> {
    const weights = await this.#summary();
    return capabilitiesOf(this.#capabilitySources(weights));
  }

  async listed(): Promise<{ details: ModelDetails; capabilities: readonly Capability[] }> {
    // A model whose weights cannot be read is listed all the same.
    const weights = await this.#summary().catch(() => undefined);
    const details = this.details();
    const level = details.quantization_level;
    return {
      details: {
        ...details,
        quantization_level: level === "" || level === "unknown" ? (weights?.fileType ?? level) : level,
        context_length: this.config.context_length ?? weights?.contextLength,
        embedding_length: this.config.embedding_length ?? weights?.embeddingLength,
      },
      capabilities: listedCapabilitiesOf(this.#capabilitySources(weights)),
    };
  }

  details(): ModelDetails {
    const { config } = this;
    return {
      parent_model: this.parentModel,
      format: config.model_format,
      family: config.model_family,
      families: config.model_families === null ? null : [...config.model_families],
      parameter_size: config.model_type,
      quantization_level: config.file_type,
    };
  }

  async templateInUse(): Promise<TemplateKind> {
    const weights = await this.#summary();
    return this.#chooseTemplate(weights);
  }

  #chooseTemplate(weights: GgufSummary | undefined): TemplateKind {
    const { renderer, parser } = this.config;
    // What a model names for its prompts or its output goes with its own template, whatever its weights bring.
    const own = renderer || parser ? true : undefined;
    return chooseTemplate(this.template, weights?.chatTemplate, this.#sources.goTemplateAllowed ?? own);
  }

  async #summary(): Promise<GgufSummary | undefined> {
    if (this.modelDigest === undefined || this.modelPath === undefined) return undefined;
    if (this.config.model_format !== "" && this.config.model_format !== "gguf") return undefined;
    return this.#sources.headers.summary(this.modelDigest, this.modelPath);
  }

  #capabilitySources(weights: GgufSummary | undefined): CapabilitySources {
    return {
      config: this.config,
      weights,
      hasProjector: this.projectors.length > 0,
      goTemplate: this.template,
      template: this.#chooseTemplate(weights),
    };
  }
}
