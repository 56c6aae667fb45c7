import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PreparedCache } from "../prepared/cache.ts";
import { claim, type Draft } from "../prepared/claim.ts";
import { formatBytes, whyNotHere } from "../prepared/disk.ts";
import { isHeld, modelFile } from "../prepared/entry.ts";
import { follow } from "../prepared/follow.ts";
import type { PreparedModel } from "../prepared/prepared-model.ts";
import { TemporaryCache } from "../prepared/temporary.ts";
import { transcode } from "../weights/transcode.ts";
import { type ModelPlan, weightsFile } from "./plan.ts";

/** Where prepared weights go. */
export interface PreparedPlace {
  readonly cacheDir: string;
  /** Name of the weights within it. */
  readonly cacheKey: string;
  /** Most bytes that stay in it; absent, half of what the disk would have free without them. */
  readonly cacheBytes?: number | undefined;
}

/** Times that weights are prepared which others remove. */
export const mostAttempts = 3;

type OnProgress = (completed: number, total: number) => void;

/**
 * Unless it was done before, writes the graph and transcodes the weights into the cache: to stay, if the budget has room
 * for them, else for the life of this process. Where the cache can't take them, a temporary folder does. Throws
 * WeightError, an Error that says why no folder could take them, and the system's errors in reading the file.
 */
export async function prepareModel(
  plan: ModelPlan,
  ggufPath: string,
  { cacheDir, cacheKey, cacheBytes }: PreparedPlace,
  onProgress: OnProgress = () => {},
  caches: readonly PreparedCache[] = [new PreparedCache(cacheDir, cacheBytes), new TemporaryCache()],
): Promise<PreparedModel> {
  const refusals: string[] = [];
  for (const cache of caches) {
    try {
      const prepared = await prepareIn(cache, cacheKey, plan, ggufPath, onProgress);
      if (prepared.isPassing && cacheBytes !== 0) prepared.notice = noticeOf(plan, refusals);
      return prepared;
    } catch (error) {
      const reason = whyNotHere(error);
      if (reason === undefined) throw error;
      refusals.push(`${cache.folder} (${reason})`);
    }
  }
  const needed = formatBytes(bytesOf(plan));
  throw new Error(
    `the prepared weights need ${needed} on disk, and no folder takes them: ${refusals.join(", ")}; CRIA_CACHE names another`,
  );
}

/** Why later loads of a model are as slow as this one, where that is not what was wished. */
function noticeOf(plan: ModelPlan, refusals: readonly string[]): string {
  const consequence = "its weights are converted anew at each load";
  if (refusals.length > 0) return `${consequence}, since ${refusals.join(", ")} can't keep them (CRIA_CACHE)`;
  return `${consequence}: their ${formatBytes(bytesOf(plan))} are more than the cache may take (CRIA_CACHE_SIZE)`;
}

async function prepareIn(
  cache: PreparedCache,
  key: string,
  plan: ModelPlan,
  source: string,
  onProgress: OnProgress,
): Promise<PreparedModel> {
  const { identity, layout } = plan;
  const isWhole = (folder: string) => holds(folder, plan);
  for (let removals = 0; ; ) {
    try {
      const claimed = await claim({ cache, key, identity, bytes: bytesOf(plan), source, weightsFile, isWhole });
      if (claimed.state === "ready") return claimed.prepared;
      if (claimed.state === "ours") return await fill(claimed.draft, plan, source, onProgress);
      const { folder } = claimed;
      await follow(join(folder, weightsFile), layout.byteLength, () => isHeld(folder), onProgress);
    } catch (error) {
      // Somebody may have removed the cache meanwhile: then it is made anew.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || ++removals === mostAttempts) throw error;
    }
  }
}

async function fill(draft: Draft, plan: ModelPlan, source: string, onProgress: OnProgress): Promise<PreparedModel> {
  try {
    await transcode(source, join(draft.folder, weightsFile), plan.layout, onProgress);
    await writeFile(join(draft.folder, modelFile), plan.model);
    return await draft.finish();
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** What a prepared model takes on disk. */
function bytesOf({ model, layout }: ModelPlan): number {
  return model.byteLength + layout.byteLength;
}

/** Whether a folder holds this model with all its weights. */
async function holds(folder: string, { model, layout }: ModelPlan): Promise<boolean> {
  try {
    const { size } = await stat(join(folder, weightsFile));
    return size === layout.byteLength && Buffer.compare(await readFile(join(folder, modelFile)), model) === 0;
  } catch {
    return false;
  }
}
