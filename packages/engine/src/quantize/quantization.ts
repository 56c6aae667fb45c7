import type { TensorTypeName } from "../gguf/tensor-types.ts";

/** A mixture of tensor types that a model can be brought to, by the name that llama-quantize gives it. */
export interface Quantization {
  readonly name: string;
  /** The type of most matrices. */
  readonly base: TensorTypeName;
}

/**
 * Those that need no importance matrix, with the type of most matrices. A model becomes `general.file_type` of the same
 * name.
 */
const bases = {
  F32: "F32",
  F16: "F16",
  BF16: "BF16",
  Q8_0: "Q8_0",
  Q6_K: "Q6_K",
  Q5_K_M: "Q5_K",
  Q5_K_S: "Q5_K",
  Q5_1: "Q5_1",
  Q5_0: "Q5_0",
  Q4_K_M: "Q4_K",
  Q4_K_S: "Q4_K",
  Q4_1: "Q4_1",
  Q4_0: "Q4_0",
  IQ4_NL: "IQ4_NL",
  IQ4_XS: "IQ4_XS",
  MXFP4_MOE: "MXFP4",
  Q3_K_L: "Q3_K",
  Q3_K_M: "Q3_K",
  Q3_K_S: "Q3_K",
  Q2_K: "Q2_K",
  TQ2_0: "TQ2_0",
  TQ1_0: "TQ1_0",
  Q2_0: "Q2_0",
  Q1_0: "Q1_0",
} as const satisfies Record<string, TensorTypeName>;

export type QuantizationName = keyof typeof bases;

/** Names of every mixture, the largest first. */
export const quantizationNames = Object.keys(bases) as QuantizationName[];

const aliases: Readonly<Record<string, QuantizationName>> = {
  Q3_K: "Q3_K_M",
  Q4_K: "Q4_K_M",
  Q5_K: "Q5_K_M",
  MXFP4: "MXFP4_MOE",
};

/** The mixture of a name in any case, `Q4_K` being `Q4_K_M` and so on; undefined for an unknown one. */
export function quantizationNamed(text: string): (Quantization & { readonly name: QuantizationName }) | undefined {
  const upper = text.toUpperCase();
  const name = Object.hasOwn(aliases, upper) ? aliases[upper]! : (upper as QuantizationName);
  return Object.hasOwn(bases, name) ? { name, base: bases[name] } : undefined;
}
