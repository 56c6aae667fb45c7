import { sweepPartials } from "../registry/download/partials.ts";
import type { Store } from "../store/store.ts";

/** Removes what is too much of downloads that broke off. A store that can't be written to keeps it, and is served all the same. */
export async function sweepDownloads({ blobs }: Store, budget: number | undefined): Promise<void> {
  await sweepPartials(blobs, budget).catch((error: Error) => {
    process.stderr.write(`unfinished downloads can't be looked through: ${error.message}\n`);
  });
}
