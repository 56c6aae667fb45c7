import { type GgufContent, writeGguf } from "@cria/engine";
import { matricesOf, type Shape } from "./shape.ts";

/** Writes an importance matrix (`llama-imatrix`'s format) in which every column of every matrix matters alike. */
export async function writeEvenImportance(path: string, shape: Shape): Promise<void> {
  await writeGguf(path, evenImportance(shape));
}

/** Sums of squared inputs per column, and the number of inputs that they sum up; for each expert, where there are some. */
function evenImportance(shape: Shape): GgufContent {
  const bytes = (values: Float32Array) => new Uint8Array(values.buffer);
  return {
    metadata: {
      "general.type": { type: "string", value: "imatrix" },
      "imatrix.datasets": { type: "array", elementType: "string", value: ["none"] },
      "imatrix.chunk_count": { type: "u32", value: 1 },
      "imatrix.chunk_size": { type: "u32", value: 1 },
    },
    tensors: matricesOf(shape).flatMap(({ name, dims }) => {
      const [columns, , experts = 1] = dims as [number, number, number?];
      const ones = (count: number) => bytes(new Float32Array(count).fill(1));
      // The counts come first, since llama.cpp wants the last tensor to fill a whole 32 bytes.
      return [
        { name: `${name}.counts`, type: "F32" as const, dims: [1, experts], data: ones(experts) },
        { name: `${name}.in_sum2`, type: "F32" as const, dims: [columns, experts], data: ones(columns * experts) },
      ];
    }),
  };
}
