import { rm } from "node:fs/promises";
import type { Programs } from "../llamacpp/programs.ts";
import { type ModelFacts, readFacts } from "./facts.ts";
import { mixFile } from "./mix-file.ts";
import { modelFile } from "./model-file.ts";
import type { ModelSource } from "./sources.ts";

/** How models are made. */
export interface Workshop {
  /** Folder of the models that were made. */
  readonly folder: string;
  readonly seed: number;
  readonly threads: number;
  /** llama.cpp's own programs, if there are any. */
  readonly programs: Programs | undefined;
}

/** A model file that lies in the system's cache of files as far as that has room. */
export interface ProvidedModel {
  readonly path: string;
  readonly facts: ModelFacts;
}

/** Makes a source's model unless it is there. Throws an Error when it can't be made or isn't a model. */
export async function provide(source: ModelSource, workshop: Workshop): Promise<ProvidedModel> {
  const path = await pathOf(source, workshop);
  const facts = await readFacts(path);
  // Loads are to be compared without the disk, whoever comes first.
  for await (const _ of Bun.file(path).stream());
  return { path, facts };
}

async function pathOf(source: ModelSource, { folder, seed, threads, programs }: Workshop): Promise<string> {
  if (source.kind === "file") return source.path;
  if (source.kind === "random") return modelFile(folder, source.shape, source.type, seed);
  if (!programs) throw new Error(`${source.mix} is made by llama-quantize, which isn't there; see --tools`);
  return mixFile(folder, source.shape, source.mix, seed, programs, threads);
}

/** Removes a model that was made; a file of the user's stays. */
export async function discard(source: ModelSource, { path }: ProvidedModel): Promise<void> {
  if (source.kind !== "file") await rm(path, { force: true });
}
