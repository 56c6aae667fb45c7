import { totalmem } from "node:os";
import { linuxMemory } from "./linux-memory.ts";
import type { LoadedRunner } from "./loaded-runner.ts";

/** What the machine has for models, in bytes. */
export interface Memory {
  /** All that there ever is, swap included. */
  total(): number;
  /** What can be taken now; pages that only mirror files count as free. */
  available(): number;
  /** What a process holds that `available` counts no longer. */
  heldBy(pid: number): number;
}

/** Where the system does not say more than its size, only what runners take counts. */
const anyMemory: Memory = { total: totalmem, available: totalmem, heldBy: () => 0 };

export const systemMemory: Memory = process.platform === "linux" ? linuxMemory() : anyMemory;

/** Share of the free memory that models may take; the rest is for what they compute and for other programs. */
const share = 0.8;

/**
 * Whether a model of so many bytes can be loaded beside others. Those may yet touch all that they were loaded with: their
 * weights are pages of files, and their caches fill as they are used.
 */
export function fits<Model>(bytes: number, loaded: Iterable<LoadedRunner<Model>>, memory: Memory): boolean {
  let promised = 0;
  for (const { runner } of loaded) promised += Math.max(0, runner.info.memoryBytes - memory.heldBy(runner.pid));
  return bytes <= share * (memory.available() - promised);
}
