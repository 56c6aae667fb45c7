// Prepares a model, prints whether it wrote it and where it is, and stays until it is killed. With "slow" it takes
// its time; with "stop" it prints as soon as it has written something, and goes no further.
import { dirname } from "node:path";
import { readGguf } from "../gguf/reader.ts";
import { planModel } from "./plan.ts";
import { prepareModel } from "./prepare.ts";

const [path, cacheDir, mode] = process.argv.slice(2);
const plan = planModel(await readGguf(path!), false);
let wrote = false;
const prepared = await prepareModel(plan, path!, { cacheDir: cacheDir!, cacheKey: "model" }, (_, total) => {
  // The progress of another process counts the bytes of its result.
  if (total !== plan.layout.byteLength) wrote = true;
  if (mode === "slow") Bun.sleepSync(20);
  if (mode !== "stop") return;
  console.log("writing");
  // The process stands still, with all that it holds.
  Bun.sleepSync(600_000);
});
console.log(wrote ? "wrote" : "found", dirname(prepared.onnxPath));
setInterval(() => {}, 1000);
