import type { Candidates } from "./candidates.ts";

export type LogitBias = readonly (readonly [token: number, bias: number])[];

/** Adds to the logits of some tokens. The candidates must be the whole vocabulary as loaded. */
export function applyLogitBias({ logits, size }: Candidates, biases: LogitBias): void {
  for (const [token, bias] of biases) {
    if (Number.isInteger(token) && token >= 0 && token < size) logits[token] = Math.fround(logits[token]! + bias);
  }
}
