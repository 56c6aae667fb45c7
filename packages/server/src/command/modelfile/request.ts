import { CommandError } from "../errors.ts";
import { DEPRECATED_PARAMETERS, type ParameterValue, parseParameter } from "./parameters.ts";
import type { Instruction, MessageRole } from "./parse.ts";
import { expandPath, pathExists } from "./path.ts";

/** The fields of a create request that need no upload. */
export interface CreateFields {
  from?: string;
  template?: string;
  system?: string;
  renderer?: string;
  parser?: string;
  requires?: string;
  license?: string[];
  parameters?: Record<string, ParameterValue>;
  messages?: { role: MessageRole; content: string }[];
}

/** What a Modelfile asks for: fields to send as they are, and existing paths (absolute) whose files must be uploaded. */
export interface CreatePlan {
  readonly fields: CreateFields;
  readonly modelPaths: readonly string[];
  readonly adapterPaths: readonly string[];
  readonly draftPaths: readonly string[];
  /** For the user to see. */
  readonly warnings: readonly string[];
}

/**
 * Turns instructions into a create request. Paths are relative to `directory`, that of the Modelfile; a `FROM` that does
 * not exist on disk is a model's name. Throws {@link CommandError}.
 */
export function planCreate(instructions: readonly Instruction[], directory: string): CreatePlan {
  const fields: CreateFields = {};
  const modelPaths: string[] = [];
  const draftPaths: string[] = [];
  let adapterPaths: string[] = [];
  const warnings: string[] = [];
  const parameters = new Map<string, string[]>();

  for (const instruction of instructions) {
    const { name, value } = instruction;
    if (name === "from") {
      const path = expandPath(value, directory);
      if (pathExists(path)) modelPaths.push(path);
      else fields.from = value;
    } else if (name === "adapter") {
      adapterPaths = [existing(value, directory)];
    } else if (name === "draft") {
      draftPaths.push(existing(value, directory));
    } else if (name === "license") {
      fields.license = [...(fields.license ?? []), value];
    } else if (name === "message") {
      fields.messages = [...(fields.messages ?? []), { role: instruction.role, content: value }];
    } else if (name === "parameter") {
      if (DEPRECATED_PARAMETERS.has(instruction.key)) {
        warnings.push(`warning: parameter ${instruction.key} is deprecated`);
      } else {
        parameters.set(instruction.key, [...(parameters.get(instruction.key) ?? []), value]);
      }
    } else if (name === "requires") {
      fields.requires = semanticVersion(value);
    } else {
      fields[name] = value;
    }
  }

  for (const path of draftPaths) {
    if (modelPaths.includes(path)) {
      throw new CommandError(`DRAFT must not reference the same local path as FROM: ${path}`);
    }
  }
  // Parsed one by one in the end, so that a repeated parameter that is not a list takes its last value.
  for (const [key, texts] of parameters) {
    for (const text of texts) parseParameter(key, [text]);
    fields.parameters = { ...fields.parameters, [key]: parseParameter(key, texts) };
  }
  return { fields, modelPaths, adapterPaths, draftPaths, warnings };
}

function existing(value: string, directory: string): string {
  const path = expandPath(value, directory);
  if (!pathExists(path)) throw new CommandError(`stat ${path}: no such file or directory`);
  return path;
}

function semanticVersion(value: string): string {
  const version = value.startsWith("v") ? value.slice(1) : value;
  const number = "(0|[1-9]\\d*)";
  const pattern = new RegExp(`^${number}(\\.${number}(\\.${number}(-[\\w.-]+)?(\\+[\\w.-]+)?)?)?$`);
  if (!pattern.test(version)) throw new CommandError("requires must be a valid semver (e.g. 0.14.0)");
  return version;
}
