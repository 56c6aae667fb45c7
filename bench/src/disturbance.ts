import { cpus } from "node:os";

/**
 * Starts watching what else the machine does. The returned function tells the share of all cores' time, 0 to 1, that
 * other processes than this one took since. Engines wait for each other's threads by spinning, so a core that is taken
 * away slows them many times over: figures with more than a few percent are of little worth.
 */
export function watchOthers(): () => number {
  const start = { busy: busyMilliseconds(), own: ownMilliseconds(), at: performance.now() };
  return () => {
    const others = busyMilliseconds() - start.busy - (ownMilliseconds() - start.own);
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

/**
 * Measures up to three times until it is undisturbed, else the least disturbed sample counts. Each time it first waits
 * for a quiet moment, at most `patience` milliseconds.
 */
export async function undisturbed<T extends { readonly others: number }>(
  measure: () => Promise<T>,
  patience = 10_000,
): Promise<T> {
  let best: T | undefined;
  for (let attempt = 0; attempt < 3; attempt++) {
    await untilQuiet(patience);
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
