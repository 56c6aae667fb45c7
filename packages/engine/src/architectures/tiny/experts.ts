import { tinySizes } from "./parts.ts";
import type { TinyModel } from "./tiny-model.ts";

export interface TinyExperts {
  readonly count: number;
  readonly used: number;
  readonly feedForward: number;
  /** Width of what the experts read and write, where that is not the model's. */
  readonly latent?: number;
  readonly hasGates?: boolean;
  /** Whether a bias for choosing makes two experts rare. */
  readonly hasChoiceBias?: boolean;
  /** Width of the shared experts; 0: none. */
  readonly shared?: number;
  readonly isSharedGated?: boolean;
  /** Whether router and experts have biases. */
  readonly hasBiases?: boolean;
  /** Whether gates and values are one tensor. */
  readonly isFused?: boolean;
  /** Size of gates and of what they gate. */
  readonly innerGain?: number;
  /** What the norm before the experts is called. */
  readonly norm?: string;
}

/** Odd numbers, and widths that differ. */
export const tinyExperts: TinyExperts = { count: 7, used: 3, feedForward: 64 };

/** The keys of all models with experts. */
export function setExperts(m: TinyModel, { count, used, feedForward, shared } = tinyExperts): TinyModel {
  m.integers({ expert_count: count, expert_used_count: used, expert_feed_forward_length: feedForward });
  return shared ? m.integers({ expert_shared_feed_forward_length: shared }) : m;
}

/** A layer's norm, router, experts, and shared experts. */
export function addExperts(m: TinyModel, layer: number, experts = tinyExperts, hidden = tinySizes.hidden): TinyModel {
  const { count, feedForward, latent = hidden, hasGates = true, isFused, norm = "ffn_norm", shared } = experts;
  const w = (name: string) => `blk.${layer}.${name}`;
  m.norm(w(`${norm}.weight`), hidden).matrix(w("ffn_gate_inp.weight"), count, hidden, { gain: 2 });
  if (experts.hasChoiceBias) m.tensor(w("exp_probs_b.bias"), [count], (i) => (i < 2 ? -0.4 : 0.1 * m.random()));
  if (isFused) m.matrix(w("ffn_gate_up_exps.weight"), 2 * feedForward, latent, { experts: count });
  for (const name of hasGates ? ["gate", "up"] : ["up"]) {
    if (!isFused)
      m.matrix(w(`ffn_${name}_exps.weight`), feedForward, latent, { experts: count, gain: experts.innerGain });
    if (shared) m.matrix(w(`ffn_${name}_shexp.weight`), shared, hidden);
  }
  m.matrix(w("ffn_down_exps.weight"), latent, feedForward, { experts: count, gain: 3 });
  if (experts.hasBiases) addBiases(m, w, experts, latent);
  if (experts.isSharedGated) m.vector(w("ffn_gate_inp_shexp.weight"), hidden);
  return shared ? m.matrix(w("ffn_down_shexp.weight"), hidden, shared, { gain: 2 }) : m;
}

/** The router's makes some experts frequent. */
function addBiases(
  m: TinyModel,
  w: (name: string) => string,
  { count, feedForward }: TinyExperts,
  latent: number,
): void {
  m.tensor(w("ffn_gate_inp.bias"), [count], (i) => (i % 3) - 1);
  for (const [name, width] of [
    ["gate", feedForward],
    ["up", feedForward],
    ["down", latent],
  ] as const) {
    m.tensor(w(`ffn_${name}_exps.bias`), [width, count], () => m.random() - 0.5);
  }
}
