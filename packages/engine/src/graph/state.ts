import type { Rope } from "../architectures/rope.ts";

/** Keys and values of a layer: a row per token, or per token of a window. */
export interface KeyValueState {
  readonly kind: "keys-values";
  readonly name: string;
  readonly kvHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  /** Latest tokens that are looked at; undefined: all. */
  readonly window: number | undefined;
  /** How the keys were rotated; undefined: not at all. */
  readonly rope: Rope | undefined;
}

/** What a recurrent layer keeps of all tokens so far: `[slots, …shape]`. */
export interface RecurrentState {
  readonly kind: "recurrent";
  readonly name: string;
  readonly shape: readonly number[];
}

/** What a layer keeps of a sequence between runs. Both are f32. */
export type LayerState = KeyValueState | RecurrentState;
