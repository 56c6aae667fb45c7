import { readdir, rm, stat, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Milliseconds after which no server is thought to use a store. */
const month = 30 * 24 * 60 * 60 * 1000;

/**
 * Marks a store of the embedded model as used now, and removes those of other releases beside it that no server has opened
 * for a month.
 */
export async function removeFormerReleases(root: string): Promise<void> {
  const now = new Date();
  await utimes(root, now, now);
  for (const name of await readdir(dirname(root))) {
    if (name === basename(root) || !/^embedded-[0-9a-f]{16}$/.test(name)) continue;
    const former = join(dirname(root), name);
    if (now.getTime() - (await stat(former)).mtimeMs > month) await rm(former, { recursive: true, force: true });
  }
}
