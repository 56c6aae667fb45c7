import { basename } from "node:path";
import { type MixName, mixNames } from "./mixes.ts";
import { misfit, type Shape } from "./shape.ts";
import { type WeightType, weightTypes } from "./weight-types.ts";

/** Where a model comes from. */
export type ModelSource =
  /** Random weights of one type. */
  | { readonly kind: "random"; readonly shape: Shape; readonly type: WeightType }
  /** Random weights that `llama-quantize` stores in a mixture of types. */
  | { readonly kind: "mix"; readonly shape: Shape; readonly mix: MixName }
  /** A GGUF file of any kind. */
  | { readonly kind: "file"; readonly path: string };

/** What `--types` may name: a weight type, or a mixture. */
export type TypeChoice = { readonly type: WeightType } | { readonly mix: MixName };

const mixPrefix = "mix:";

/**
 * The type or mixture of a name, whatever its case; undefined for an unknown one. A name that both have is the type's;
 * with `mix:` before it, the mixture's.
 */
export function typeChoice(name: string): TypeChoice | undefined {
  const lower = name.toLowerCase();
  const named = <T extends string>(names: readonly T[], wanted: string) =>
    names.find((candidate) => candidate.toLowerCase() === wanted);
  const type = named(weightTypes, lower);
  if (type) return { type };
  const mix = named(mixNames, lower.startsWith(mixPrefix) ? lower.slice(mixPrefix.length) : lower);
  return mix && { mix };
}

/** Every shape in every type, except where a type's blocks don't fit into a shape's rows; `left` says which those are. */
export function randomSources(shapes: readonly Shape[], choices: readonly TypeChoice[]) {
  const sources: ModelSource[] = [];
  const left: string[] = [];
  for (const shape of shapes) {
    for (const choice of choices) {
      const wrong = "type" in choice ? misfit(shape, choice.type) : undefined;
      if (wrong && "type" in choice) {
        left.push(
          `${shape.title} can't be ${choice.type} throughout: rows of ${wrong.dims[0]} weights aren't whole blocks.`,
        );
      } else if ("type" in choice) sources.push({ kind: "random", shape, type: choice.type });
      else sources.push({ kind: "mix", shape, mix: choice.mix });
    }
  }
  return { sources, left };
}

/** Name of a source's model in tables. */
export function titleOf(source: ModelSource): string {
  if (source.kind === "file") return basename(source.path, ".gguf");
  if (source.kind === "random") return `${source.shape.title} ${source.type}`;
  const ambiguous = (weightTypes as readonly string[]).includes(source.mix);
  return `${source.shape.title} ${source.mix}${ambiguous ? " mix" : ""}`;
}
