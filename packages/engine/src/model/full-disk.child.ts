// Prepares a model on a disk that fills up meanwhile; prints where it lies in the end, or what went wrong, and what is left
// on the disk.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readGguf } from "../gguf/reader.ts";
import { PreparedCache } from "../prepared/cache.ts";
import { planModel } from "./plan.ts";
import { prepareModel } from "./prepare.ts";

const [path, disk, ...others] = process.argv.slice(2);
const plan = planModel(await readGguf(path!), false);
let isFull = false;

function fill(): void {
  if (isFull) return;
  isFull = true;
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      for (let i = 0; ; i++) writeFileSync(join(disk!, `filler-${size}-${i}`), new Uint8Array(size));
    } catch {
      // Smaller pieces fill what is left.
    }
  }
}

const cacheDir = join(disk!, "cache");
const caches = [new PreparedCache(cacheDir), ...others.map((folder) => new PreparedCache(folder, 0))];
try {
  const prepared = await prepareModel(plan, path!, { cacheDir, cacheKey: "model" }, fill, caches);
  console.log(prepared.onnxPath);
} catch (error) {
  console.log((error as Error).message);
}
console.log(readdirSync(cacheDir).join());
