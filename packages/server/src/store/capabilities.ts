import type { Capability } from "@cria/spec";
import type { ModelConfig } from "./config.ts";
import type { GgufSummary } from "./gguf-summary.ts";
import { goTraits, jinjaTraits, type TemplateKind } from "./template-choice.ts";

/** What capabilities are derived from. */
export interface CapabilitySources {
  readonly config: ModelConfig;
  /** Undefined for a model without weights here. */
  readonly weights: GgufSummary | undefined;
  readonly hasProjector: boolean;
  readonly goTemplate: string | undefined;
  /** Template that is in use. */
  readonly template: TemplateKind;
}

/** Output parsers by name: what a model has that names one. */
const parserTraits: Readonly<Record<string, readonly Capability[]>> = {
  qwen3: ["tools"],
  "qwen3-thinking": ["tools", "thinking"],
  "qwen3-vl-instruct": ["tools"],
  "qwen3-vl-thinking": ["tools", "thinking"],
  "qwen3-coder": ["tools"],
  "qwen3.5": ["tools", "thinking"],
  ornith: ["tools", "thinking"],
  "nemotron-3-nano": ["tools", "thinking"],
  "nemotron-3.5-nano": ["tools", "thinking"],
  "glm-4.7": ["tools", "thinking"],
  "glm-ocr": ["tools"],
  gemma4: ["tools", "thinking"],
  "gemma4-no-thinking": ["tools"],
  functiongemma: ["tools"],
  cogito: ["tools", "thinking"],
  deepseek3: ["tools", "thinking"],
  olmo3: ["tools"],
  "olmo3-think": ["thinking"],
  ministral: ["tools"],
  lfm2: ["tools"],
  "lfm2-thinking": ["tools", "thinking"],
  laguna: ["tools", "thinking"],
  "poolside-v1": ["tools", "thinking"],
  cohere: ["tools", "thinking"],
  glimmer: ["tools", "thinking"],
  harmony: ["tools", "thinking"],
};

/** What a model can do, in the order that clients see. */
export function capabilitiesOf(sources: CapabilitySources): Capability[] {
  const { config, weights, goTemplate, template } = sources;
  const jinja = template === "jinja" && !config.renderer && !config.parser ? weights?.chatTemplate : undefined;
  return unique([
    ...fromConfig(config),
    ...(jinja === undefined ? [] : fromTraits(jinjaTraits(jinja))),
    ...fromWeights(sources),
    ...(goTemplate === undefined || template === "jinja" ? [] : fromTraits(goTraits(goTemplate))),
    ...fromParser(config),
  ]);
}

/** The cheaper answer of the list of models, which leaves the Jinja template out. */
export function listedCapabilitiesOf(sources: CapabilitySources): Capability[] {
  const { config, goTemplate } = sources;
  return unique([
    ...fromWeights(sources),
    ...fromConfig(config),
    ...(goTemplate === undefined ? [] : fromTraits(goTraits(goTemplate))),
    ...fromParser(config),
  ]);
}

function fromConfig({ capabilities = [] }: ModelConfig): Capability[] {
  // Names that nobody knows are shown as they are.
  return [...capabilities] as Capability[];
}

function fromWeights({ weights, hasProjector }: CapabilitySources): Capability[] {
  if (weights === undefined) return hasProjector ? ["vision"] : [];
  const found: Capability[] = [weights.isEmbedding ? "embedding" : "completion"];
  if (weights.hasVision || hasProjector) found.push("vision");
  if (weights.hasAudio) found.push("audio");
  return found;
}

function fromTraits(traits: { tools: boolean; insert: boolean; thinking: boolean }): Capability[] {
  const names = ["tools", "insert", "thinking"] as const;
  return names.filter((name) => traits[name]);
}

function fromParser({ parser, model_family: family }: ModelConfig): Capability[] {
  const traits = parser !== undefined && Object.hasOwn(parserTraits, parser) ? parserTraits[parser]! : [];
  return family === "gptoss" || family === "gpt-oss" ? [...traits, "thinking"] : [...traits];
}

function unique(capabilities: readonly Capability[]): Capability[] {
  return [...new Set(capabilities)];
}
