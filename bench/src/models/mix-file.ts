import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Programs } from "../llamacpp/programs.ts";
import { writeEvenImportance } from "./imatrix.ts";
import { type MixName, needsImportance } from "./mixes.ts";
import { formatVersion, modelFile } from "./model-file.ts";
import type { Shape } from "./shape.ts";
import { writtenOnce } from "./written-once.ts";

/**
 * The path within `folder` of a shape's random weights in a mixture of types, made the first time by `llama-quantize`
 * from the shape's F16 file, with an importance matrix where it wants one. Throws an Error with what it said.
 */
export async function mixFile(
  folder: string,
  shape: Shape,
  mix: MixName,
  seed: number,
  programs: Programs,
  threads: number,
): Promise<string> {
  const name = `${shape.id}-mix-${mix}-seed${seed}-v${formatVersion}`;
  return writtenOnce(join(folder, `${name}.gguf`), async (path) => {
    const original = await modelFile(folder, shape, "F16", seed);
    const importance = join(folder, `${name}.${process.pid}.imatrix`);
    const args = [...kept(shape), original, path, mix, `${threads}`];
    try {
      if (needsImportance.has(mix)) {
        await writeEvenImportance(importance, shape);
        args.unshift("--imatrix", importance);
      }
      await programs.run("llama-quantize", args);
    } finally {
      await rm(importance, { force: true });
    }
  });
}

/** Options by which tensors that have the same quantised type in every file keep it. */
function kept({ parts }: Shape): string[] {
  return parts
    .filter(({ type = "F32" }) => type !== "F32")
    .flatMap(({ name, type }) => ["--tensor-type", `${name}=${type}`]);
}
