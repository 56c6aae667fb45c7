import type { ModelKeys } from "./model-keys.ts";

/**
 * Which layers look at a window of the latest tokens: as the file's list says, or all but one of `every` layers: the last
 * of them, or the first. 0 means all.
 */
export function windowedLayers(keys: ModelKeys, layers: number, every: number, isFirstGlobal = false): boolean[] {
  const name = "attention.sliding_window_pattern";
  const flags = keys.flags(name, layers);
  if (flags) return [...flags];
  const period = keys.integer(name, 0, 1 << 16, every);
  return Array.from({ length: layers }, (_, i) => {
    if (period === 0) return true;
    return isFirstGlobal ? i % period !== 0 : i % period < period - 1;
  });
}

/** The latest tokens that windowed layers look at; undefined where the file says 0 or nothing. */
export function windowLength(keys: ModelKeys, fallback = 0): number | undefined {
  return keys.integer("attention.sliding_window", 0, 2 ** 30, fallback) || undefined;
}
