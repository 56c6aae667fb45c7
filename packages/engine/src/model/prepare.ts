import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { transcode } from "../weights/transcode.ts";
import { type ModelPlan, weightsFile } from "./plan.ts";

const modelFile = "model.onnx";

/**
 * Unless it was done before, writes the graph and transcodes the weights into `folder/<the plan's identity>/`, which
 * appears whole or not at all. Returns the path of the graph, as ONNX Runtime loads it.
 */
export async function prepareModel(
  { model, layout, identity }: ModelPlan,
  ggufPath: string,
  folder: string,
  onProgress?: (completed: number, total: number) => void,
): Promise<string> {
  const home = join(folder, identity);
  const onnxPath = join(home, modelFile);
  const isComplete = () => holds(home, model, layout.byteLength);
  if (await isComplete()) return onnxPath;

  const partial = `${home}.${process.pid}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await transcode(ggufPath, join(partial, weightsFile), layout, onProgress);
    await writeFile(join(partial, modelFile), model);
    await rm(home, { recursive: true, force: true });
    await rename(partial, home);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another process may have finished the same work first.
    if (!(await isComplete())) throw error;
  }
  await removeOthers(folder, basename(home));
  return onnxPath;
}

/** Removes what earlier versions of Cria and processes that were killed have left. */
async function removeOthers(folder: string, kept: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const writer = /\.(\d+)\.partial$/.exec(name)?.[1];
    if (name === kept || (writer !== undefined && isAlive(Number(writer)))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether a folder holds this model with all its weights. */
async function holds(home: string, model: Uint8Array, weightBytes: number): Promise<boolean> {
  try {
    const { size } = await stat(join(home, weightsFile));
    return size === weightBytes && Buffer.compare(await readFile(join(home, modelFile)), model) === 0;
  } catch {
    return false;
  }
}
