import type { Gguf } from "./header.ts";
import { getInteger } from "./metadata.ts";

/** Names of `general.file_type`. Its ids are neither those of tensor types nor without holes. */
const names: ReadonlyMap<number, string> = new Map([
  [0, "F32"],
  [1, "F16"],
  [2, "Q4_0"],
  [3, "Q4_1"],
  [7, "Q8_0"],
  [8, "Q5_0"],
  [9, "Q5_1"],
  [10, "Q2_K"],
  [11, "Q3_K_S"],
  [12, "Q3_K_M"],
  [13, "Q3_K_L"],
  [14, "Q4_K_S"],
  [15, "Q4_K_M"],
  [16, "Q5_K_S"],
  [17, "Q5_K_M"],
  [18, "Q6_K"],
  [19, "IQ2_XXS"],
  [20, "IQ2_XS"],
  [21, "Q2_K_S"],
  [22, "IQ3_XS"],
  [23, "IQ3_XXS"],
  [24, "IQ1_S"],
  [25, "IQ4_NL"],
  [26, "IQ3_S"],
  [27, "IQ3_M"],
  [28, "IQ2_S"],
  [29, "IQ2_M"],
  [30, "IQ4_XS"],
  [31, "IQ1_M"],
  [32, "BF16"],
  [36, "TQ1_0"],
  [37, "TQ2_0"],
  [38, "MXFP4_MOE"],
  [39, "NVFP4"],
  [40, "Q1_0"],
  [41, "Q2_0"],
]);

/** Set by programs that guessed the file type. */
const guessed = 1024;

/**
 * The name that the file gives its mixture of tensor types, such as `"Q4_K_M"`; undefined if it gives none or an unknown
 * one. It is a label: what a tensor holds is said by the tensor's own type.
 */
export function fileTypeName(gguf: Pick<Gguf, "metadata">): string | undefined {
  const id = getInteger(gguf, "general.file_type", undefined);
  return id === undefined ? undefined : names.get(id & ~guessed);
}

const ids: ReadonlyMap<string, number> = new Map([...names].map(([id, name]) => [name, id]));

/** The id of a name that {@link fileTypeName} gives; undefined for an unknown one. */
export function fileTypeId(name: string): number | undefined {
  return ids.get(name);
}
