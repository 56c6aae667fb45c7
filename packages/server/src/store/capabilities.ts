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
  /** Whether one of the projectors encodes sound. */
  readonly projectorHears: boolean;
  readonly goTemplate: string | undefined;
  /** Template that is in use. */
  readonly template: TemplateKind;
}

/** What a model can do, in the order that clients see. */
export function capabilitiesOf(sources: CapabilitySources): Capability[] {
  const { config, weights, goTemplate, template } = sources;
  const jinja = template === "jinja" && !config.renderer && !config.parser ? weights?.chatTemplate : undefined;
  const all = unique([
    ...fromConfig(config),
    ...(jinja === undefined ? [] : fromTraits(jinjaTraits(jinja))),
    ...(weights === undefined ? [] : [kindOf(weights), ...sensesOf(weights)]),
    ...fromProjectors(sources),
    ...(goTemplate === undefined || template === "jinja" ? [] : fromTraits(goTraits(goTemplate))),
    ...fromParser(config),
    ...fromFamily(config),
  ]);
  // The original cannot listen with this family's encoder yet.
  const families = [weights?.architecture, config.model_family, ...(config.model_families ?? [])];
  return families.includes("nemotron_h_omni") ? all.filter((capability) => capability !== "audio") : all;
}

/** The cheaper answer of the list of models, which leaves the Jinja template out and has an order of its own. */
export function listedCapabilitiesOf(sources: CapabilitySources): Capability[] {
  const { config, weights, goTemplate, hasProjector } = sources;
  const traits = [
    ...(goTemplate === undefined ? [] : fromTraits(goTraits(goTemplate))),
    ...fromParser(config),
    ...fromFamily(config),
  ];
  return unique([
    ...(weights === undefined ? [] : [...sensesOf(weights), kindOf(weights)]),
    ...fromConfig(config),
    ...traitNames.filter((name) => traits.includes(name)),
    ...(hasProjector ? (["vision"] as const) : []),
  ]);
}

function fromConfig({ capabilities = [] }: ModelConfig): Capability[] {
  // Names that nobody knows are shown as they are.
  return [...capabilities] as Capability[];
}

function kindOf({ isEmbedding, ranks }: GgufSummary): Capability {
  // The original calls this an embedding model, too, of which its clients would want vectors.
  if (ranks) return "rerank";
  return isEmbedding ? "embedding" : "completion";
}

/** What encoders in the weights themselves are for. */
function sensesOf({ hasVision, hasAudio }: GgufSummary): Capability[] {
  return [...(hasVision ? (["vision"] as const) : []), ...(hasAudio ? (["audio"] as const) : [])];
}

function fromProjectors({ hasProjector, projectorHears }: CapabilitySources): Capability[] {
  return [...(hasProjector ? (["vision"] as const) : []), ...(projectorHears ? (["audio"] as const) : [])];
}

const traitNames = ["tools", "insert", "thinking"] as const;

function fromTraits(traits: { tools: boolean; insert: boolean; thinking: boolean }): Capability[] {
  return traitNames.filter((name) => traits[name]);
}

function fromParser({ parser }: ModelConfig): Capability[] {
  return [...(findParser(parser)?.can ?? [])];
}

function fromFamily({ model_family: family }: ModelConfig): Capability[] {
  return family === "gptoss" || family === "gpt-oss" ? ["thinking"] : [];
}

function unique(capabilities: readonly Capability[]): Capability[] {
  return [...new Set(capabilities)];
}
