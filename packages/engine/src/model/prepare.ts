import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { architectureNamed } from "../architectures/architecture.ts";
import { type Hyperparameters, readHyperparameters } from "../architectures/hyperparameters.ts";
import type { Gguf } from "../gguf/header.ts";
import { DecoderGraph } from "../graph/decoder-graph.ts";
import { kernelLibrary } from "../kernels/library.ts";
import { transcode } from "../weights/transcode.ts";

/** Changes when the same graph would get other bytes from the same GGUF. */
const transcoderVersion = 2;

const modelFile = "model.onnx";
const weightsFile = "weights.data";

/** A model as ONNX Runtime loads it. */
export interface PreparedModel {
  readonly onnxPath: string;
  readonly sizes: Hyperparameters;
  /** Whether the graph takes `position_ids`. */
  readonly needsPositions: boolean;
  /** Bytes of the weights file. */
  readonly weightBytes: number;
}

/**
 * Builds the graph of a GGUF file and, unless it was done before, transcodes the weights into
 * `folder/<hash of the graph>/`. The folder appears whole or not at all. `kernels` says whether the graph uses Cria's
 * own operators: by default where this machine can run them.
 */
export async function prepareModel(
  gguf: Gguf,
  ggufPath: string,
  folder: string,
  onProgress?: (completed: number, total: number) => void,
  kernels = kernelLibrary() !== undefined,
): Promise<PreparedModel> {
  const sizes = readHyperparameters(gguf);
  const architecture = architectureNamed(sizes.architecture);
  const decoder = new DecoderGraph(gguf, sizes, weightsFile, kernels);
  architecture.build(decoder, sizes, gguf);
  const model = decoder.graph.encode();
  const hash = createHash("sha256")
    .update(`${transcoderVersion}:${ggufIdentity(gguf)}:`)
    .update(model)
    .digest("hex");
  const home = join(folder, hash.slice(0, 16));
  const prepared = {
    onnxPath: join(home, modelFile),
    sizes,
    needsPositions: !decoder.fusedRope,
    weightBytes: decoder.weights.layout.byteLength,
  };
  const isComplete = () => holds(home, model, prepared.weightBytes);
  if (await isComplete()) return prepared;

  const partial = `${home}.${process.pid}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await transcode(ggufPath, join(partial, weightsFile), decoder.weights.layout, onProgress);
    await writeFile(join(partial, modelFile), model);
    await rm(home, { recursive: true, force: true });
    await rename(partial, home);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another process may have finished the same work first.
    if (!(await isComplete())) throw error;
  }
  await removeOthers(folder, basename(home));
  return prepared;
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

function ggufIdentity(gguf: Gguf): string {
  return `${gguf.fileSize}:${gguf.dataOffset}`;
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
