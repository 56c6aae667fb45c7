import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

const topology = "/sys/devices/system/cpu";

/**
 * Threads that suit matrix work: one per physical core, since two threads of a core share its multipliers. No more than
 * this process may use.
 */
export function defaultThreads(): number {
  const available = availableParallelism();
  try {
    const siblings = readdirSync(topology)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFileSync(`${topology}/${name}/topology/thread_siblings_list`, "utf8"));
    return Math.max(1, Math.min(new Set(siblings).size, available));
  } catch {
    // Only Linux says it there.
    return available;
  }
}
