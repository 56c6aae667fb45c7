// Records digests of what llama-quantize makes of the awkward model: bun src/quantize/record-digests.ts
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeGguf } from "../gguf/writer.ts";
import { quantize } from "../model/llama-cpp-quantize.ts";
import { awkwardModel } from "./awkward-weights.ts";
import { quantizationNames } from "./quantization.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-digests-"));
const [source, target] = [join(folder, "awkward.gguf"), join(folder, "quantized.gguf")];
await writeGguf(source, awkwardModel());
const digests: Record<string, string> = {};
for (const name of quantizationNames) {
  await quantize(source, target, name, "");
  digests[name] = Bun.SHA256.hash(await Bun.file(target).bytes(), "hex");
}
rmSync(folder, { recursive: true });
await Bun.write(join(import.meta.dir, "digests.json"), `${JSON.stringify(digests, null, 2)}\n`);
