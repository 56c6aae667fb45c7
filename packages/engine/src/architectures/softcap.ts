import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { ModelKeys } from "./model-keys.ts";

/** What bounds logits: c · tanh(x / c); nothing where c is 0. */
export function softcapped(g: DecoderGraph, cap: number): (logits: Activations) => Activations {
  return (logits) => (cap > 0 ? g.activation(logits, { kind: "softcap", alpha: cap }) : logits);
}

/** The bound that a file gives, 0 or more. Throws GgufError. */
export function readSoftcap(keys: ModelKeys, name: string, fallback: number): number {
  const cap = keys.number(name, fallback);
  if (cap < 0) throw keys.error(name, `is ${cap}, below 0`);
  return cap;
}
