import type { Gguf } from "../gguf/header.ts";
import { type GgufTensorSource, writeGguf } from "../gguf/writer.ts";
import { llamaCppProgram } from "./llama-cpp-programs.ts";

/** Runs `llama-quantize` to its end. */
async function run(args: readonly string[]): Promise<{ status: number; output: string }> {
  const command = [await llamaCppProgram("llama-quantize"), ...args];
  const child = Bun.spawn(command, { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { status: await child.exited, output: stdout + stderr };
}

/** What `llama-quantize` can make of a model, by its own account: `"Q4_K_M"` and others. */
export async function quantizationNames(): Promise<string[]> {
  const { output } = await run(["--help"]);
  return Array.from(output.matchAll(/^ +(?:\d+ +or +)?([A-Z][A-Z0-9_]+) +: /gm), ([, name]) => name!);
}

/**
 * Lets `llama-quantize` write a model anew; `name` may have options before it. Uses the importance matrix only where it
 * is asked for one. Throws an Error with what it said if it fails.
 */
export async function quantize(from: string, to: string, name: string, importance: string): Promise<void> {
  const [type, ...options] = name.split(" ").reverse();
  const args = [...options, from, to, type!, "2"];
  let result = await run(args);
  if (/imatrix/.test(result.output) && result.status !== 0) result = await run(["--imatrix", importance, ...args]);
  if (result.status !== 0) throw new Error(`llama-quantize fails: ${result.output}`);
}

/** Writes an importance matrix (`llama-imatrix`'s format) in which every column of every matrix matters alike. */
export async function writeEvenImportance(path: string, { tensors }: Gguf): Promise<void> {
  const floats = (name: string, dims: number[]): GgufTensorSource => {
    const values = new Float32Array(dims[0]! * dims[1]!).fill(1);
    return { name, dims, type: "F32", data: new Uint8Array(values.buffer) };
  };
  const matrices = [...tensors.values()].filter(({ dims }) => dims.length > 1);
  await writeGguf(path, {
    metadata: {
      "general.type": { type: "string", value: "imatrix" },
      "imatrix.datasets": { type: "array", elementType: "string", value: ["none"] },
      "imatrix.chunk_count": { type: "u32", value: 1 },
      "imatrix.chunk_size": { type: "u32", value: 1 },
    },
    // Sums of squared inputs per column, and the number of inputs that they sum up. llama.cpp wants the file to end at a
    // multiple of 32 bytes, as it does behind the sums.
    tensors: matrices.flatMap(({ name, dims }) => [
      floats(`${name}.counts`, [1, 1]),
      floats(`${name}.in_sum2`, [dims[0]!, 1]),
    ]),
  });
}
