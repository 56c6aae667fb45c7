// Records the tensor types that llama-quantize chooses for every shape and mixture: bun src/quantize/record-choices.ts
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeGguf } from "../gguf/writer.ts";
import { llamaCppProgram } from "../model/llama-cpp-programs.ts";
import { quantizationNames } from "./quantization.ts";
import { contentOf, shapes } from "./shapes.ts";

/** Types in the order of the file, of `llama-quantize --dry-run`; undefined where it knows none for a tensor's columns. */
async function recordChoices(path: string, mixture: string): Promise<string[] | undefined> {
  const program = await llamaCppProgram("llama-quantize");
  const child = Bun.spawn([program, "--dry-run", path, mixture], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  if (/no tensor type fallback is defined/.test(stdout + stderr)) return undefined;
  if ((await child.exited) !== 0) throw new Error(`llama-quantize fails: ${stdout}${stderr}`);
  const lines = (stdout + stderr).matchAll(/^\[ *\d+\/ *\d+\] .*?type = +(\w+),.*?MiB(?: -> .*?MiB \((\w+)\))?$/gm);
  return Array.from(lines, ([, from, to]) => (to ?? from!).toUpperCase());
}

/** Types in a row, each with how often it comes. */
export function countRuns(types: Iterable<string>): string {
  const runs: [type: string, count: number][] = [];
  for (const type of types) {
    const last = runs.at(-1);
    if (last?.[0] === type) last[1]++;
    else runs.push([type, 1]);
  }
  return runs.map(([type, count]) => `${type}*${count}`).join(" ");
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), "cria-choices-"));
  const table: Record<string, Record<string, string>> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const path = join(folder, `${name}.gguf`);
    await writeGguf(path, contentOf(shape));
    table[name] = {};
    for (const mixture of quantizationNames) {
      const types = await recordChoices(path, mixture);
      if (types) table[name][mixture] = countRuns(types);
    }
  }
  rmSync(folder, { recursive: true });
  await Bun.write(join(import.meta.dir, "choices.json"), `${JSON.stringify(table, null, 2)}\n`);
}
