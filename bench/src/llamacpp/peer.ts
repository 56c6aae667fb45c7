import type { Contender } from "../contender.ts";
import { perSecond, stepTime } from "../statistics.ts";

/** What a quick probe of one way to run llama.cpp found, in tokens per second, or why it failed. */
export type Probe =
  | { readonly version: string; readonly prefill: number; readonly decode: number }
  | { readonly error: string };

const probeTokens = 512;
const probeSteps = 16;

/** Each way is probed as often, in turn, and its best counts: other work on the machine can only make it slower. */
const rounds = 2;

/**
 * The fastest of several ways to run llama.cpp with a model, by the geometric mean of its speeds at prefill and decode.
 * Throws an Error when none can run it.
 */
export async function fastest(candidates: readonly Contender[]): Promise<{ contender: Contender; probes: Probe[] }> {
  const probes: Probe[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [i, candidate] of candidates.entries()) probes[i] = better(probes[i], await probe(candidate));
  }
  const best = probes.reduce((first, second) => (speedOf(second) > speedOf(first) ? second : first));
  if ("error" in best) throw new Error(probes.map((each) => "error" in each && each.error).join("\n"));
  return { contender: candidates[probes.indexOf(best)]!, probes };
}

/** A speed to compare probes by; 0 for a failure. */
export function speedOf(found: Probe): number {
  return "error" in found ? 0 : Math.sqrt(found.prefill * found.decode);
}

function better(before: Probe | undefined, now: Probe): Probe {
  if (!before || "error" in before || "error" in now) return now;
  const { version } = now;
  return { version, prefill: Math.max(before.prefill, now.prefill), decode: Math.max(before.decode, now.decode) };
}

async function probe(contender: Contender): Promise<Probe> {
  try {
    await using side = await contender.open(probeTokens + probeSteps, 1);
    const [prompt] = await side.prefill([probeTokens]);
    const [steps] = await side.decode([0], probeSteps);
    return {
      version: side.info.version,
      prefill: perSecond(probeTokens, prompt!.milliseconds),
      decode: perSecond(1, stepTime(steps!, probeSteps)),
    };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
