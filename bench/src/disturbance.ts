import { cpus } from "node:os";

/**
 * Starts watching what else the machine does. The returned function tells the share of all cores' time, 0 to 1, that
 * other processes than this one took since; it can be told of the milliseconds that a child of this one worked. Engines wait for each other's threads by spinning, so a core that is taken
 * away slows them many times over: figures with more than a few percent are of little worth.
 */
export function watchOthers(): (children?: number) => number {
  const start = { busy: busyMilliseconds(), own: ownMilliseconds(), at: performance.now() };
  return (children = 0) => {
    const others = busyMilliseconds() - start.busy - (ownMilliseconds() - start.own) - children;
    const available = (performance.now() - start.at) * cpus().length;
    return Math.min(1, Math.max(0, others / available));
  };
}

/** Time that all cores together spent working since the system started. */
function busyMilliseconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

function ownMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Share of the machine that others may take before a measurement counts as disturbed. */
export const tolerated = 0.05;

/** How much is done for a measurement that nothing disturbs. */
export interface Patience {
  /** Milliseconds to wait for a quiet moment before each attempt. */
  readonly milliseconds: number;
  readonly attempts: number;
}

/** Measures until it is undisturbed, as often as patience allows; if it never was, the least disturbed sample counts. */
export async function undisturbed<T extends { readonly others: number }>(
  measure: () => Promise<T>,
  { milliseconds, attempts }: Patience,
): Promise<T> {
  let best: T | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    await untilQuiet(milliseconds);
    const sample = await measure();
    if (!best || sample.others < best.others) best = sample;
    if (best.others <= tolerated) break;
  }
  return best!;
}

/** Waits until others leave the machine alone for half a second, at most `limit` milliseconds. */
async function untilQuiet(limit: number): Promise<void> {
  for (const start = performance.now(); performance.now() - start < limit; ) {
    const others = watchOthers();
    await Bun.sleep(500);
    if (others() <= tolerated) return;
  }
}
