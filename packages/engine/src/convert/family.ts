import type { GgufTensorSource } from "../gguf/writer.ts";
import type { StoredTensor } from "../safetensors/read-header.ts";
import type { Config } from "./config.ts";
import type { Keys } from "./keys.ts";

/** What becomes of one tensor. */
export interface Renamed {
  /** Its name in the GGUF file, with its ending. */
  readonly name: string;
  /** Which of the experts it is of; those of one name become one tensor. */
  readonly expert?: number;
}

/** Tensors that are not just renamed, and those that are left. */
export interface Repacked {
  readonly sources: readonly GgufTensorSource[];
  readonly rest: ReadonlyMap<string, StoredTensor>;
}

/** How models of one kind become GGUF: as llama.cpp's converter writes them. */
export interface Family {
  /** `general.architecture`. */
  readonly architecture: string;
  /** The name of a tensor; undefined for one that is left out, `null` for one that nobody knows. */
  readonly rename: (name: string) => Renamed | undefined | null;
  /** Heads whose rows are put in the order of neighbouring pairs, for tensors that are rotated so. */
  readonly headsToPair?: (name: string, config: Config) => number | undefined;
  /** What is added to a vector. */
  readonly offset?: (name: string) => number;
  /** Further keys. */
  readonly keys: (config: Config, keys: Keys) => void;
  /** Makes tensors of such as are stored in a way of their own. */
  readonly repack?: (tensors: ReadonlyMap<string, StoredTensor>) => Repacked;
  /** Vectors that are not in the files. */
  readonly vectors?: (config: Config) => ReadonlyMap<string, Float32Array<ArrayBuffer>>;
}
