import type { Message, Think } from "@cria/spec";
import { CommandError } from "../errors.ts";
import type { ParameterValue } from "../modelfile/parameters.ts";

/** What `run` was asked for, and what an interactive session changes. */
export interface RunSettings {
  model: string;
  /** `"json"` or a JSON schema as text. */
  format: string;
  keepAlive: string | undefined;
  /** Absent: the server decides. */
  think: Think | undefined;
  hideThinking: boolean;
  verbose: boolean;
  wordWrap: boolean;
  options: Record<string, ParameterValue>;
  system: string;
  /** What was said so far. */
  messages: Message[];
}

/** Reads a level of thinking. Throws {@link CommandError}. */
export function parseThink(text: string): Think {
  if (text === "true") return true;
  if (text === "false") return false;
  if (text === "high" || text === "medium" || text === "low" || text === "max") return text;
  throw new CommandError(`invalid value for --think: "${text}" (must be true, false, high, medium, low, or max)`);
}

/** Request fields that generate and chat share. Throws {@link CommandError} if the format is no JSON. */
export function requestFields(settings: RunSettings): Record<string, unknown> {
  return {
    model: settings.model,
    ...(settings.format === "" ? {} : { format: requestFormat(settings.format) }),
    ...(settings.keepAlive === undefined ? {} : { keep_alive: settings.keepAlive }),
    ...(settings.think === undefined ? {} : { think: settings.think }),
    ...(Object.keys(settings.options).length === 0 ? {} : { options: settings.options }),
  };
}

function requestFormat(format: string): unknown {
  if (format === "json") return "json";
  try {
    return JSON.parse(format);
  } catch {
    throw new CommandError(`invalid format: "${format}" is neither "json" nor a JSON schema`);
  }
}
