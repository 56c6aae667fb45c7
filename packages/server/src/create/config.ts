import { ApiError } from "../http/error.ts";
import { encodeJson } from "../http/json.ts";
import { emptyConfig, type ModelConfig } from "../store/config.ts";
import { formatParameterCount } from "../store/gguf-summary.ts";
import type { NewLayer } from "./layers.ts";

/** What a request says of the config. */
export interface ConfigRequest {
  readonly renderer?: string | undefined;
  readonly parser?: string | undefined;
  readonly requires?: string | undefined;
  readonly info?: Readonly<Record<string, unknown>> | undefined;
}

/** Renderer and parser of architectures that need one. */
const builtIn: ReadonlyMap<string, string> = new Map([
  ["gemma4", "gemma4"],
  ["laguna", "laguna"],
  ["nemotron_h", "nemotron-3-nano"],
  ["nemotron_h_moe", "nemotron-3-nano"],
  ["nemotron_h_omni", "nemotron-3-nano"],
]);

type Info = ReturnType<typeof parseInfo>;

/** The config of a new model: what the request says, else what the model that it is made from says, else the weights. */
export function configOf(
  request: ConfigRequest,
  base: ModelConfig | undefined,
  layers: readonly NewLayer[],
): ModelConfig {
  const info = parseInfo(request.info ?? {});
  const models = layers.flatMap(({ kind, weights }) => (kind === "model" && weights !== undefined ? [weights] : []));
  const [first] = models;
  const named = info.model_family ? [info.model_family] : [];
  const families = [...named, ...models.map((weights) => weights.architecture)];
  const fallback = builtIn.get(first?.architecture ?? "");
  return {
    ...emptyConfig,
    model_format: base?.model_format || "gguf",
    model_family: info.model_family || first?.architecture || base?.model_family || "",
    model_families: families.length > 0 ? families : (base?.model_families ?? null),
    model_type: info.parameter_size || (first && formatParameterCount(first.parameterCount)) || base?.model_type || "",
    file_type: info.quantization_level || first?.fileType || base?.file_type || "",
    renderer: request.renderer || base?.renderer || fallback,
    parser: request.parser || base?.parser || fallback,
    requires: request.requires || base?.requires,
    remote_host: base?.remote_host,
    remote_model: base?.remote_model,
    ...carried(info, base),
  };
}

function carried(info: Info, base: ModelConfig | undefined): Partial<ModelConfig> {
  return {
    capabilities: info.capabilities ?? base?.capabilities,
    context_length: info.context_length ?? base?.context_length,
    embedding_length: info.embedding_length ?? base?.embedding_length,
    base_name: info.base_name ?? base?.base_name,
  };
}

/** Reads the request's `info`. Throws an {@link ApiError} for a value of a wrong type. */
function parseInfo(info: Readonly<Record<string, unknown>>) {
  const text = (key: string): string | undefined => {
    const value = info[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") throw new ApiError(400, `info field "${key}" must be a string`);
    return value;
  };
  const count = (key: string): number | undefined => {
    const value = info[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "number") throw new ApiError(400, `info field "${key}" must be a number`);
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new ApiError(400, `info field "${key}" must be a non-negative integer`);
    }
    return value === 0 ? undefined : value;
  };
  const { capabilities } = info;
  return {
    capabilities: Array.isArray(capabilities)
      ? capabilities.filter((name): name is string => typeof name === "string")
      : undefined,
    model_family: text("model_family"),
    base_name: text("base_name"),
    quantization_level: text("quantization_level"),
    parameter_size: text("parameter_size"),
    context_length: count("context_length"),
    embedding_length: count("embedding_length"),
  };
}

/** A config as its blob holds it, in Ollama's order of fields, with a newline. */
export function encodeConfig(config: ModelConfig): string {
  const text = (value: string | undefined) => value || undefined;
  const json = {
    model_format: config.model_format,
    model_family: config.model_family,
    model_families: config.model_families,
    model_type: config.model_type,
    file_type: config.file_type,
    renderer: text(config.renderer),
    parser: text(config.parser),
    requires: text(config.requires),
    remote_host: text(config.remote_host),
    remote_model: text(config.remote_model),
    capabilities: config.capabilities?.length ? config.capabilities : undefined,
    context_length: config.context_length || undefined,
    embedding_length: config.embedding_length || undefined,
    base_name: text(config.base_name),
    architecture: "amd64",
    os: "linux",
  };
  return `${encodeJson(json)}\n`;
}
