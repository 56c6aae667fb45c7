import type { Capability } from "@cria/spec";
import { findParser } from "../outputs/parsers/registry.ts";
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

/** What models can do that name a parser which is not there yet: they have the capabilities, but no parser. */
const plannedParsers: Readonly<Record<string, readonly Capability[]>> = {
  "glm-4.7": ["tools", "thinking"],
  "glm-ocr": ["tools"],
  gemma4: ["tools", "thinking"],
  "gemma4-no-thinking": ["tools"],
  functiongemma: ["tools"],
  olmo3: ["tools"],
  "olmo3-think": ["thinking"],
  ministral: ["tools"],
  lfm2: ["tools"],
  "lfm2-thinking": ["tools", "thinking"],
  laguna: ["tools", "thinking"],
  "poolside-v1": ["tools", "thinking"],
  cohere: ["tools", "thinking"],
  glimmer: ["tools", "thinking"],
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
  const planned = parser !== undefined && Object.hasOwn(plannedParsers, parser) ? plannedParsers[parser]! : [];
  const traits = findParser(parser)?.can ?? planned;
  return family === "gptoss" || family === "gpt-oss" ? [...traits, "thinking"] : [...traits];
}

function unique(capabilities: readonly Capability[]): Capability[] {
  return [...new Set(capabilities)];
}
