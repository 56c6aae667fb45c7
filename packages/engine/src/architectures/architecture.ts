import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import { getInteger } from "../gguf/metadata.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { llama } from "./llama.ts";

/** Composes the operators of a model family into its graph. Throws when a tensor is missing or misshapen. */
export type Architecture = (graph: DecoderGraph, sizes: Hyperparameters, gguf: Gguf) => void;

/** By `general.architecture`. */
const architectures: Readonly<Record<string, Architecture>> = {
  llama: (graph, sizes, gguf) => llama(graph, sizes, getInteger(gguf, "llama.feed_forward_length")),
};

/** Throws {@link GgufError} for families that the engine doesn't know. */
export function architectureNamed(name: string): Architecture {
  const architecture = Object.hasOwn(architectures, name) ? architectures[name] : undefined;
  if (architecture) return architecture;
  const known = Object.keys(architectures).join(", ");
  throw new GgufError(`models of the architecture "${name}" are not supported (supported: ${known})`);
}
