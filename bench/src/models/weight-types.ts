import { type TensorTypeName, tensorTypeNamed } from "@cria/engine";

/** `general.file_type` of a file whose matrices all have a type, for each type that weights may have. */
export const fileTypes = {
  F32: 0,
  F16: 1,
  BF16: 32,
  Q4_0: 2,
  Q4_1: 3,
  Q5_0: 8,
  Q5_1: 9,
  Q8_0: 7,
  Q2_K: 10,
  Q3_K: 12,
  Q4_K: 15,
  Q5_K: 17,
  Q6_K: 18,
  IQ1_S: 24,
  IQ1_M: 31,
  IQ2_XXS: 19,
  IQ2_XS: 20,
  IQ2_S: 28,
  IQ3_XXS: 23,
  IQ3_S: 26,
  IQ4_NL: 25,
  IQ4_XS: 30,
  TQ1_0: 36,
  TQ2_0: 37,
  MXFP4: 38,
  NVFP4: 39,
  Q1_0: 40,
  Q2_0: 41,
} as const satisfies Partial<Record<TensorTypeName, number>>;

/** Type of all matrices of a file of random weights; its norms are F32. */
export type WeightType = keyof typeof fileTypes;

export const weightTypes = Object.keys(fileTypes) as readonly WeightType[];

/** Bytes of `elements` weights in whole blocks. */
export function bytesOf(type: WeightType, elements: number): number {
  const { blockSize, bytesPerBlock } = tensorTypeNamed(type);
  return (elements / blockSize) * bytesPerBlock;
}
