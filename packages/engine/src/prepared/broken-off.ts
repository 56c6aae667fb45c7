import { PreparedCache } from "./cache.ts";
import { TemporaryCache } from "./temporary.ts";

/** Removes what a process that was killed has left of the weights that it was writing. */
export async function removeBrokenOff(place: { readonly cacheDir: string; readonly cacheKey: string }): Promise<void> {
  for (const cache of [new PreparedCache(place.cacheDir), new TemporaryCache()]) {
    await cache.removeBrokenOff(place.cacheKey);
  }
}
