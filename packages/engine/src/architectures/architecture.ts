import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { llama } from "./llama.ts";
import { qwen3 } from "./qwen3.ts";

/** A model family. */
export interface Architecture {
  /** Whether neighbouring channels of a head rotate together; otherwise its halves do. */
  readonly interleavedRope: boolean;
  /** Composes the family's graph of operators. Throws when a tensor is missing or misshapen. */
  build(graph: DecoderGraph, sizes: Hyperparameters, gguf: Gguf): void;
}

/** By `general.architecture`. */
const architectures: Readonly<Record<string, Architecture>> = { llama, qwen3 };

/** Throws {@link GgufError} for families that the engine doesn't know. */
export function architectureNamed(name: string): Architecture {
  const architecture = Object.hasOwn(architectures, name) ? architectures[name] : undefined;
  if (architecture) return architecture;
  const known = Object.keys(architectures).join(", ");
  throw new GgufError(`models of the architecture "${name}" are not supported (supported: ${known})`);
}
