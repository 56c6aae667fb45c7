import { CommandError } from "../errors.ts";

export type ParameterValue = number | boolean | string[];
type ParameterType = "int" | "float" | "bool" | "list";

const TYPES: Readonly<Record<string, ParameterType>> = {
  num_ctx: "int",
  num_batch: "int",
  num_gpu: "int",
  main_gpu: "int",
  num_thread: "int",
  draft_num_predict: "int",
  num_keep: "int",
  seed: "int",
  num_predict: "int",
  top_k: "int",
  repeat_last_n: "int",
  top_p: "float",
  min_p: "float",
  typical_p: "float",
  temperature: "float",
  repeat_penalty: "float",
  presence_penalty: "float",
  frequency_penalty: "float",
  use_mmap: "bool",
  stop: "list",
};

/** Names that older Modelfiles use and that have no effect. */
export const DEPRECATED_PARAMETERS: ReadonlySet<string> = new Set([
  "penalize_newline",
  "low_vram",
  "f16_kv",
  "logits_all",
  "vocab_only",
  "use_mlock",
  "mirostat",
  "mirostat_tau",
  "mirostat_eta",
]);

/**
 * The typed value of the texts given for the parameter `name`: all of them for a list, else the last. Throws
 * {@link CommandError} for an unknown name or a text that is not of the parameter's type.
 */
export function parseParameter(name: string, texts: readonly string[]): ParameterValue {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) throw new CommandError(`unknown parameter '${name}'`);
  if (type === "list") return [...texts];
  const text = texts.at(-1) ?? "";
  const value = PARSERS[type](text);
  if (value === undefined) throw new CommandError(`invalid ${type} value [${texts.join(" ")}]`);
  return value;
}

const PARSERS = { int: parseInteger, float: parseFloating, bool: parseBoolean } as const;

function parseInteger(text: string): number | undefined {
  const value = Number(text);
  return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

function parseFloating(text: string): number | undefined {
  const value = Number(text);
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(value) ? value : undefined;
}

/** A boolean in any of the spellings that Go's flags and environment variables take. */
export function parseBoolean(text: string): boolean | undefined {
  if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
  if (["0", "f", "F", "false", "FALSE", "False"].includes(text)) return false;
  return undefined;
}
