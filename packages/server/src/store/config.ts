/** The config blob of a model. Keys as in the file; unknown ones are kept. */
export interface ModelConfig {
  /** `gguf` or `safetensors`; `""` is gguf. */
  readonly model_format: string;
  readonly model_family: string;
  readonly model_families: readonly string[] | null;
  /** Number of parameters, such as `3.2B`. */
  readonly model_type: string;
  /** Weight format, such as `Q4_K_M`. */
  readonly file_type: string;
  readonly renderer?: string;
  readonly parser?: string;
  readonly requires?: string;
  readonly remote_host?: string;
  readonly remote_model?: string;
  readonly capabilities?: readonly string[];
  readonly context_length?: number;
  readonly embedding_length?: number;
  readonly base_name?: string;
}

const strings = [
  "renderer",
  "parser",
  "requires",
  "remote_host",
  "remote_model",
  "base_name",
] as const satisfies (keyof ModelConfig)[];
const numbers = ["context_length", "embedding_length"] as const satisfies (keyof ModelConfig)[];

/** The config of a manifest that names none. */
export const emptyConfig: ModelConfig = {
  model_format: "",
  model_family: "",
  model_families: null,
  model_type: "",
  file_type: "",
};

/** Reads a config blob; a value of a wrong type counts as absent. Throws a SyntaxError if it is not JSON. */
export function parseConfig(text: string): ModelConfig {
  const json: unknown = JSON.parse(text);
  if (typeof json !== "object" || json === null) return emptyConfig;
  const values = json as Readonly<Record<string, unknown>>;
  const string = (key: string) => (typeof values[key] === "string" ? values[key] : "");
  const list = (key: string) => {
    const value = values[key];
    return Array.isArray(value) && value.every((element) => typeof element === "string") ? (value as string[]) : null;
  };
  const config: Record<string, unknown> = {
    model_format: string("model_format"),
    model_family: string("model_family"),
    model_families: list("model_families"),
    model_type: string("model_type"),
    file_type: string("file_type"),
  };
  for (const key of strings) if (string(key) !== "") config[key] = string(key);
  for (const key of numbers) if (typeof values[key] === "number" && values[key] !== 0) config[key] = values[key];
  const capabilities = list("capabilities");
  if (capabilities !== null && capabilities.length > 0) config.capabilities = capabilities;
  return config as unknown as ModelConfig;
}
