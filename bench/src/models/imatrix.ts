import { type GgufContent, writeGguf } from "@cria/engine";
import { type Shape, tensorsOf } from "./shapes.ts";

/** Writes an importance matrix (`llama-imatrix`'s format) in which every column of every matrix matters alike. */
export async function writeEvenImportance(path: string, shape: Shape): Promise<void> {
  await writeGguf(path, evenImportance(shape));
}

/** Sums of squared inputs per column, and the number of inputs that they sum up. */
function evenImportance(shape: Shape): GgufContent {
  const bytes = (values: Float32Array) => new Uint8Array(values.buffer);
  const matrices = tensorsOf(shape, "F32").filter(({ dims }) => dims.length > 1);
  return {
    metadata: {
      "general.type": { type: "string", value: "imatrix" },
      "imatrix.datasets": { type: "array", elementType: "string", value: ["none"] },
      "imatrix.chunk_count": { type: "u32", value: 1 },
      "imatrix.chunk_size": { type: "u32", value: 1 },
    },
    tensors: matrices.flatMap(({ name, dims }) => {
      const columns = dims[0]!;
      const sums = new Float32Array(columns).fill(1);
      // The counts come first, since llama.cpp wants the last tensor to fill a whole 32 bytes.
      return [
        { name: `${name}.counts`, type: "F32" as const, dims: [1, 1], data: bytes(Float32Array.of(1)) },
        { name: `${name}.in_sum2`, type: "F32" as const, dims: [columns, 1], data: bytes(sums) },
      ];
    }),
  };
}
