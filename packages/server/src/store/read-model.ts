import type { Message } from "@cria/spec";
import type { BlobStore } from "./blobs.ts";
import { emptyConfig, parseConfig } from "./config.ts";
import { isKind, type Layer, type LayerKind } from "./manifest.ts";
import type { ManifestFile } from "./manifests.ts";
import type { StoredModel, StoredParts } from "./model.ts";
import { type AnswerSources, modelAnswers } from "./model-answers.ts";
import type { ModelName } from "./name.ts";
import type { TextCache } from "./text-cache.ts";

/** Where a model's layers are read from. */
export interface ModelSources extends AnswerSources {
  readonly blobs: BlobStore;
  readonly texts: TextCache;
}

/**
 * Reads a model and its small layers. Throws `ManifestError`, `DigestError`, `FileError` or a SyntaxError if its files
 * are damaged or missing.
 */
export async function readModel(name: ModelName, file: ManifestFile, sources: ModelSources): Promise<StoredModel> {
  const manifest = file.manifest();
  const { blobs } = sources;
  const of = (...kinds: LayerKind[]) => manifest.layers.filter((layer) => isKind(layer, ...kinds));
  const texts = (layers: readonly Layer[]) => Promise.all(layers.map((layer) => sources.texts.read(layer.digest)));
  const paths = (layers: readonly Layer[]) => layers.map((layer) => blobs.path(layer.digest));
  const [config, templates, systems, params, messages, licenses] = await Promise.all([
    manifest.config.digest === "" ? emptyConfig : sources.texts.read(manifest.config.digest).then(parseConfig),
    texts(of("template", "prompt")),
    texts(of("system")),
    texts(of("params")),
    texts(of("messages")),
    texts(of("license")),
  ]);
  const weights = of("model").at(-1);
  const stored: StoredParts = {
    name,
    manifest,
    size: [manifest.config, ...manifest.layers].reduce((sum, layer) => sum + layer.size, 0),
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
  };
  return { ...stored, ...modelAnswers(stored, sources) };
}

function parseMessages(text: string): Message[] {
  const json: unknown = JSON.parse(text);
  return Array.isArray(json) ? (json as Message[]) : [];
}
