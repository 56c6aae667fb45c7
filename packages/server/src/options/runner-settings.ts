import { availableParallelism } from "node:os";
import type { RunnerSettings } from "@cria/engine";
import type { Options } from "./option-types.ts";

/** Context in tokens where neither model, request nor environment says. */
export const defaultContextLength = 4096;

/** No context is shorter than this. */
const leastContextLength = 4;

const defaultBatch = 512;

/** What a server's environment says about runners. */
export interface RunnerDefaults {
  readonly cacheDir: string;
  /** Most bytes that stay there; absent leaves the choice to the engine. */
  readonly cacheSize?: number | undefined;
  /** 0 leaves the choice to {@link defaultContextLength}. */
  readonly contextLength: number;
  readonly numParallel: number;
}

/** The weights that a runner loads. */
export interface Weights {
  readonly path: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
}

/** What weights are known by wherever they lie: models that share them share what was made of them, and a runner. */
export function weightsKey(digest: string): string {
  return digest.replace(/^sha256:/, "");
}

/** Settings of the runner that serves requests with these options. The runner caps the context itself. */
export function runnerSettings(weights: Weights, options: Options, defaults: RunnerDefaults): RunnerSettings {
  const contextLength = options.num_ctx ?? (defaults.contextLength || defaultContextLength);
  return {
    modelPath: weights.path,
    cacheDir: defaults.cacheDir,
    cacheKey: weightsKey(weights.digest),
    cacheBytes: defaults.cacheSize,
    numCtx: Math.max(contextLength, leastContextLength),
    numParallel: defaults.numParallel,
    numBatch: positiveOr(options.num_batch, defaultBatch),
    // More threads than cores only get in each other's way, and very many are the end of the runner.
    numThreads: Math.min(positiveOr(options.num_thread, 0), availableParallelism()),
  };
}

function positiveOr(value: number | undefined, fallback: number): number {
  return value !== undefined && value > 0 ? value : fallback;
}
