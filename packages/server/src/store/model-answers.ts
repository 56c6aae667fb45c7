import { ApiError } from "../http/error.ts";
import { type CapabilitySources, capabilitiesOf, listedCapabilitiesOf } from "./capabilities.ts";
import type { GgufCache } from "./gguf-cache.ts";
import type { GgufSummary } from "./gguf-summary.ts";
import { isKind } from "./manifest.ts";
import type { Listed, ModelAnswers, StoredParts } from "./model.ts";
import { shortName } from "./name.ts";
import { chooseTemplate } from "./template-choice.ts";

/** Where the headers of weights are read, and the user's wish as to Go templates. */
export interface AnswerSources {
  readonly headers: GgufCache;
  readonly goTemplateAllowed: boolean | undefined;
}

/** What a model says of itself: from its manifest, and from its weights where they can be read. */
export function modelAnswers(stored: StoredParts, { headers, goTemplateAllowed }: AnswerSources): ModelAnswers {
  const { config, modelPath, modelDigest } = stored;

  const summary = async (): Promise<GgufSummary | undefined> => {
    if (modelDigest === undefined || modelPath === undefined) return undefined;
    if (config.model_format !== "" && config.model_format !== "gguf") return undefined;
    return headers.summary(modelDigest, modelPath);
  };
  const projectorHears = async (): Promise<boolean> => {
    const projectors = stored.manifest.layers.filter((layer) => isKind(layer, "projector"));
    // One that cannot be read is none that hears.
    const summaries = projectors.map(({ digest }, index) => headers.summary(digest, stored.projectors[index]!));
    return (await Promise.allSettled(summaries)).some((read) => read.status === "fulfilled" && read.value.hears);
  };
  const templateOf = (weights: GgufSummary | undefined) => {
    // What a model names for its prompts or its output goes with its own template, whatever its weights bring.
    const own = config.renderer || config.parser ? true : undefined;
    return chooseTemplate(stored.template, weights?.chatTemplate, goTemplateAllowed ?? own);
  };
  const capabilitySources = (weights: GgufSummary | undefined, hears = false): CapabilitySources => ({
    config,
    weights,
    hasProjector: stored.projectors.length > 0,
    projectorHears: hears,
    goTemplate: stored.template,
    template: templateOf(weights),
  });
  const details = () => ({
    parent_model: stored.parentModel,
    format: config.model_format,
    family: config.model_family,
    families: config.model_families === null ? null : [...config.model_families],
    parameter_size: config.model_type,
    quantization_level: config.file_type,
  });

  let listed: Listed | undefined;
  return {
    async gguf() {
      if (modelDigest === undefined || modelPath === undefined) {
        throw new ApiError(400, `${shortName(stored.name)} has no weights in GGUF format`);
      }
      return headers.header(modelDigest, modelPath);
    },
    capabilities: async () => capabilitiesOf(capabilitySources(await summary(), await projectorHears())),
    details,
    async listed() {
      if (listed !== undefined) return listed;
      let isFinal = true;
      // A model whose weights cannot be read is listed all the same.
      const weights = await summary().catch(() => {
        isFinal = false;
        return undefined;
      });
      const own = details();
      const level = own.quantization_level;
      const answer: Listed = {
        isFinal,
        details: {
          ...own,
          quantization_level: level === "" || level === "unknown" ? (weights?.fileType ?? level) : level,
          context_length: config.context_length ?? weights?.contextLength,
          embedding_length: config.embedding_length ?? weights?.embeddingLength,
        },
        capabilities: listedCapabilitiesOf(capabilitySources(weights)),
      };
      if (isFinal) listed = answer;
      return answer;
    },
    templateInUse: async () => templateOf(await summary()),
  };
}
