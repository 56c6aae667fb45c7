import type { CreateRequest, Message, ProgressResponse } from "@cria/spec";
import type { Decoded } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import { encodeJson, encodeJsonSorted } from "../http/json.ts";
import { parseTemplate, TemplateError } from "../prompts/gotemplate/index.ts";
import { shortTemplate } from "../prompts/off-loop.ts";
import type { ModelConfig } from "../store/config.ts";
import { isDigest } from "../store/digest.ts";
import { GgufCache } from "../store/gguf-cache.ts";
import { configType, isKind, type LayerKind } from "../store/manifest.ts";
import type { StoredModel } from "../store/model.ts";
import { parseName, shortName } from "../store/name.ts";
import { parseReference } from "../store/reference.ts";
import { ModelNotFoundError, type Store } from "../store/store.ts";
import { configOf, encodeConfig } from "./config.ts";
import { importFiles } from "./import-gguf.ts";
import { importSafetensors } from "./import-safetensors.ts";
import { existingStatus, type NewLayer, writeTextLayer } from "./layers.ts";
import { quantizeLayers } from "./quantize.ts";
import { remoteUrl } from "./remote-host.ts";
import type { CreatePlan } from "./request.ts";
import { UnusableFileError } from "./unusable-file.ts";
import type { PullModel, Work } from "./work.ts";

type Body = Decoded<typeof CreateRequest>;

/** Where a new model starts from. */
interface Base {
  readonly config?: ModelConfig;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly layers: readonly NewLayer[];
}

/**
 * Makes a model and tells what it does. Nothing but blobs is written before all is known to be right, and blobs that no
 * model came to use go again: those made here, the parts of a split model, and files that no model can be made from.
 * A base
 * that is not there is pulled. Throws an {@link ApiError}, or what the store or `pull` throws, and the signal's reason once it has aborted.
 */
export async function* createModel(
  store: Store,
  plan: CreatePlan,
  signal: AbortSignal = AbortSignal.any([]),
  pull?: PullModel,
): AsyncGenerator<ProgressResponse> {
  const scraps = new Set<string>();
  try {
    await using pins = store.pin();
    yield* makeModel({ store, signal, pins, scraps, pull }, plan);
  } catch (error) {
    if (error instanceof UnusableFileError) for (const digest of uploadsOf(plan.body)) scraps.add(digest);
    throw error;
  } finally {
    await store.removeUnused([...scraps]);
  }
}

/** The digests of the files that a request names. */
function uploadsOf({ files = {}, adapters = {}, draft_files = {} }: Body): string[] {
  return [files, adapters, draft_files].flatMap((digests) => Object.values(digests)).filter(isDigest);
}

async function* makeModel(work: Work, { name, body }: CreatePlan): AsyncGenerator<ProgressResponse> {
  const { store } = work;
  const base = yield* openBase(work, body);
  const adapters = yield* importAdapters(work, body);
  const drafts = yield* importDrafts(work, body, base);
  const quantize = body.quantize || body.quantization;
  const own = quantize ? yield* quantizeLayers(work, quantize, "model", base.layers) : base.layers;
  const { draft_quantize: draftType } = body;
  const ownDrafts = draftType ? yield* quantizeLayers(work, draftType, "draft", drafts) : drafts;
  const weights = [...own, ...adapters, ...ownDrafts];
  for (const layer of weights) {
    if (layer.kind === "model" && layer.isUploaded) yield { status: "verifying conversion" };
  }

  const config = configOf(body, base.config, weights);
  const texts = await textLayersOf(body, base, config);
  const replaced = new Set<string>(texts.filter(([kind]) => kind !== "license").map(([kind]) => kind));
  // The old name of the same layer.
  if (replaced.has("template")) replaced.add("prompt");
  const layers = weights.filter(({ kind }) => !replaced.has(kind));
  for (const [kind, text] of texts) layers.push(await writeTextLayer(work, kind, text));
  for (const { status } of layers) yield { status };

  yield { status: "writing manifest" };
  const { digest, size, created } = await store.blobs.writeText(encodeConfig(config), work.pins);
  if (created) work.scraps.add(digest);
  await store.write(name, {
    config: { mediaType: configType, digest, size },
    layers: layers.map(({ layer }) => layer),
  });
  yield { status: "success" };
}

async function* openBase(work: Work, body: Body): AsyncGenerator<ProgressResponse, Base> {
  if (body.from) return yield* openModel(work, body.from, body.remote_host);
  if (body.files === undefined) throw new ApiError(400, "neither 'from' or 'files' was specified");
  const { files } = body;
  const isSafetensors = Object.keys(files).some((name) => name.endsWith(".safetensors"));
  const layers = isSafetensors ? importSafetensors(work, files) : importFiles(work, files, { mustRun: true });
  return { parameters: {}, layers: yield* layers };
}

/** The model that a new one is made from. */
async function* openModel(
  { store, signal, pins, pull }: Work,
  from: string,
  host: string | undefined,
): AsyncGenerator<ProgressResponse, Base> {
  const reference = parseReference(from);
  const name = parseName(reference.name);
  if (name === undefined) throw new ApiError(400, "invalid model name");
  const remote = host || (reference.source === "cloud" ? "ollama.com" : "");
  if (remote) return { parameters: {}, layers: [], config: remoteConfig(reference.name, remoteUrl(remote)) };
  let model: StoredModel;
  try {
    model = await store.resolve(name);
  } catch (error) {
    if (!(error instanceof ModelNotFoundError)) throw error;
    if (pull === undefined) throw error;
    // The end of the pull is not the end of the work.
    for await (const step of pull(name, signal)) if (step.status !== "success") yield step;
    model = await store.resolve(name);
  }
  await store.adopt(model, pins);
  return { config: model.config, parameters: model.parameters, layers: await layersOf(store, model) };
}

function remoteConfig(model: string, host: string): ModelConfig {
  return {
    model_format: "",
    model_family: "",
    model_families: null,
    model_type: "",
    file_type: "",
    remote_host: host,
    remote_model: model,
  };
}

const kinds: readonly LayerKind[] = [
  "model",
  "projector",
  "adapter",
  "draft",
  "template",
  "prompt",
  "system",
  "params",
  "messages",
  "license",
];

async function layersOf(store: Store, model: StoredModel): Promise<NewLayer[]> {
  const headers = new GgufCache();
  const from = shortName(model.name);
  return Promise.all(
    model.manifest.layers.map(async (layer) => {
      const kind = kinds.find((candidate) => isKind(layer, candidate)) ?? "other";
      const isGguf = kind === "model" && (model.config.model_format || "gguf") === "gguf";
      return {
        layer: { ...layer, from },
        kind,
        weights: isGguf ? await headers.summary(layer.digest, store.blobs.path(layer.digest)) : undefined,
        status: existingStatus(layer.digest),
      };
    }),
  );
}

async function* importAdapters(work: Work, body: Body): AsyncGenerator<ProgressResponse, NewLayer[]> {
  if (body.adapters === undefined) return [];
  const layers = yield* importFiles(work, body.adapters, { mustRun: false });
  if (layers.length > 1) throw new ApiError(400, "only one adapter is currently supported");
  return layers;
}

async function* importDrafts(work: Work, body: Body, base: Base): AsyncGenerator<ProgressResponse, NewLayer[]> {
  if (body.draft_files === undefined || Object.keys(body.draft_files).length === 0) return [];
  if (base.config?.remote_host) throw new ApiError(400, "DRAFT cannot be used with remote models");
  const layers = yield* importFiles(work, body.draft_files, { mustRun: false });
  return layers.map((layer) => ({
    ...layer,
    kind: "draft" as const,
    layer: { ...layer.layer, mediaType: "application/vnd.ollama.image.draft" },
  }));
}

/** The texts that become layers, in the order of their layers. */
async function textLayersOf(body: Body, base: Base, config: ModelConfig): Promise<[LayerKind, string][]> {
  const layers: [LayerKind, string][] = [];
  if (body.template) layers.push(["template", checkedTemplate(body.template)]);
  if (body.system) layers.push(["system", body.system]);
  for (const license of licensesOf(body.license)) layers.push(["license", license]);
  const parameters: Record<string, unknown> = { ...base.parameters, ...body.parameters };
  if (config.model_family === "gemma4" && config.renderer === "gemma4") parameters.stop ??= ["<turn|>"];
  if (Object.keys(parameters).length > 0) layers.push(["params", `${encodeJsonSorted(parameters)}\n`]);
  if (body.messages !== undefined && body.messages.length > 0) {
    layers.push(["messages", `${encodeJson(body.messages.map(toStored))}\n`]);
  }
  return layers;
}

function checkedTemplate(text: string): string {
  // Longer ones would hold up every other request whenever the model is looked at.
  if (text.length > shortTemplate) {
    throw new ApiError(400, `template error: it is longer than ${shortTemplate} characters`);
  }
  try {
    parseTemplate(text);
  } catch (error) {
    throw error instanceof TemplateError
      ? new ApiError(400, `template error: ${error.message}`, { cause: error })
      : error;
  }
  return text;
}

function licensesOf(license: unknown): string[] {
  if (license === undefined || license === "") return [];
  if (typeof license === "string") return [license];
  const unfit = (value: unknown, type: string) =>
    new ApiError(500, `json: cannot unmarshal ${jsonTypeOf(value)} into Go value of type ${type}`);
  if (!Array.isArray(license)) throw unfit(license, "[]string");
  return license.map((text: unknown) => {
    if (typeof text !== "string") throw unfit(text, "string");
    return text;
  });
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** A message in the order of fields of its layer. */
function toStored(message: Decoded<Message>): Message {
  const text = (value: string | undefined) => value || undefined;
  return {
    role: message.role,
    content: message.content,
    thinking: text(message.thinking),
    images: message.images?.length ? message.images.map((image) => image.toBase64()) : undefined,
    tool_calls: message.tool_calls?.length ? message.tool_calls.map(toStoredCall) : undefined,
    tool_name: text(message.tool_name),
    tool_call_id: text(message.tool_call_id),
  };
}

function toStoredCall(call: Decoded<NonNullable<Message["tool_calls"]>[number]>) {
  const { index = 0, name, arguments: values } = call.function;
  return { id: call.id || undefined, function: { index, name, arguments: values } };
}
