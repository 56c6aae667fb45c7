import { existsSync } from "node:fs";
import type { Message, ShowResponse } from "@cria/spec";
import type { Handler } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { encodeJson } from "../http/json.ts";
import { textResponse } from "../http/stream.ts";
import { formatLocalTime } from "../http/time.ts";
import type { StoredModel } from "../store/model.ts";
import { parseName } from "../store/name.ts";
import { readHeader } from "../store/read-header.ts";
import { RecentTexts } from "../store/recent-texts.ts";
import { parseReference } from "../store/reference.ts";
import { ModelNotFoundError, type Store } from "../store/store.ts";
import { metadataOf, tensorsOf } from "./model-info.ts";
import { modelfileOf, parameterLines } from "./modelfile.ts";

/** `POST /api/show`: what is known of a model. */
export const show: Handler<"show"> = async ({ body, request, context }) => {
  const sent = body.model || body.name || "";
  if (sent === "") throw new ApiError(400, "model is required");
  const model = await findShown(context.store, sent, context.environment.noCloud);
  const isUsual = !body.verbose && !body.system && body.options === undefined && !isCopilot(request);
  const known = isUsual && isWhole(model) ? answers.get(model) : undefined;
  if (known !== undefined) return textResponse(known);
  const answer = await describe(model, body);
  // That client takes the basename for the name to show.
  if (isCopilot(request)) answer.model_info["general.basename"] = sent;
  const text = encodeJson(answer);
  if (isUsual) answers.set(model, text);
  return textResponse(text);
};

/** Answers by the model: the store gives the same one as long as its manifest is the same. */
const answers = new RecentTexts<StoredModel>(2 ** 23);

/** Whether the model's weights are still there, where it has some. */
function isWhole({ modelPath }: StoredModel): boolean {
  return modelPath === undefined || existsSync(modelPath);
}

function isCopilot({ headers }: Request): boolean {
  return headers.get("user-agent")?.startsWith("GitHubCopilotChat/") === true;
}

/**
 * Finds a model that is to be described, a stub of a remote one included. Throws an {@link ApiError}: 404 if there is
 * none, 400 for an invalid name, 403 for a model in the cloud.
 */
export async function findShown(store: Store, sent: string, noCloud: boolean): Promise<StoredModel> {
  const reference = parseReference(sent);
  const name = parseName(reference.name);
  if (name === undefined) throw new ApiError(400, "invalid model name");
  const unavailable = () => new ApiError(403, "ollama cloud is disabled: remote model details are unavailable");
  if (reference.source === "cloud" && noCloud) throw unavailable();
  let model: StoredModel;
  try {
    model = await store.resolve(name);
  } catch (error) {
    throw error instanceof ModelNotFoundError ? new ApiError(404, error.message, { cause: error }) : error;
  }
  const isRemote = model.config.remote_host !== undefined;
  if (isRemote && reference.source === "local") throw new ApiError(404, `model '${sent}' not found`);
  if (isRemote && noCloud) throw unavailable();
  return model;
}

interface ShowOptions {
  readonly verbose?: boolean | undefined;
  readonly system?: string | undefined;
  readonly options?: Record<string, unknown> | undefined;
}

async function describe(
  model: StoredModel,
  { verbose = false, system, options = {} }: ShowOptions,
): Promise<ShowResponse> {
  const { config } = model;
  const isLocal = model.modelPath !== undefined;
  const gguf = isLocal ? await model.gguf() : undefined;
  const [projector] = model.projectors;
  const shownSystem = system || model.system;
  const template = await templateOf(model);
  const capabilities = await model.capabilities();
  const parameters = parameterLines(model.parameters);
  return {
    license: model.licenses.join("\n") || undefined,
    modelfile: modelfileOf(model, { system: shownSystem, parameters: { ...model.parameters, ...options } }),
    parameters: parameters || undefined,
    template,
    system: shownSystem || undefined,
    details: model.details(),
    messages: model.messages.length > 0 ? model.messages.map(roleAndContent) : undefined,
    remote_model: config.remote_model,
    remote_host: config.remote_host,
    model_info: gguf === undefined ? remoteInfo(model) : metadataOf(gguf, verbose),
    projector_info: projector === undefined ? undefined : metadataOf(await readHeader(projector), verbose),
    tensors: gguf && tensorsOf(gguf),
    capabilities: capabilities.length > 0 ? [...capabilities] : undefined,
    modified_at: formatLocalTime(model.modifiedAt),
    requires: config.requires,
  };
}

/** The template in use; one that only repeats the prompt if the model has none. */
async function templateOf(model: StoredModel): Promise<string> {
  const inWeights = (await model.templateInUse()) === "jinja" && !model.config.renderer && !model.config.parser;
  if (inWeights) {
    const value = (await model.gguf()).metadata.get("tokenizer.chat_template")?.value;
    if (typeof value === "string") return value;
  }
  return model.template ?? "{{ .Prompt }}";
}

function roleAndContent({ role, content }: Message): Message {
  return { role, content };
}

/** What a stub for a remote model knows of it. */
function remoteInfo({ config }: StoredModel): Record<string, unknown> {
  const info: Record<string, unknown> = {};
  const family = config.model_family;
  if (family !== "") info["general.architecture"] = family;
  if (config.base_name !== undefined) info["general.basename"] = config.base_name;
  if (config.context_length !== undefined) info[`${family}.context_length`] = config.context_length;
  if (config.embedding_length !== undefined) info[`${family}.embedding_length`] = config.embedding_length;
  return info;
}
