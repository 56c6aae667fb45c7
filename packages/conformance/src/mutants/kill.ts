import type { RequirementId } from "@cria/spec";
import type { Check } from "../check/check.ts";
import { startFake } from "../fake/server.ts";
import { run } from "../run/run.ts";
import { Client } from "../target/client.ts";
import { probe } from "../target/probe.ts";
import type { Mutant } from "./mutant.ts";

/** How a mutant fared. */
export interface Kill {
  readonly mutant: Mutant;
  /** Checks that found it, in their order. */
  readonly found: readonly RequirementId[];
  /** Checks that claim it and did not find it. */
  readonly missed: readonly RequirementId[];
  /** Checks that did not end; there should be none. */
  readonly errors: readonly RequirementId[];
}

export interface KillSettings {
  /** Values that properties try. */
  readonly runs: number;
  readonly signal: AbortSignal;
}

/** Runs checks against a mutant. */
export async function kill(mutant: Mutant, checks: readonly Check[], { runs, signal }: KillSettings): Promise<Kill> {
  await using server = await startFake(mutant);
  const client = new Client(server.endpoint, [], { time: 4000, bytes: 1 << 24 }, signal);
  const target = await probe(client);
  const settings = { seed: 1, runs, time: 60_000, checkTime: 120_000, readOnly: false, signal };
  const results = await run(checks, target, settings);
  const found = results.filter(({ verdict }) => verdict === "fail" || verdict === "warn").map(({ id }) => id);
  const errors = results.filter(({ verdict }) => verdict === "error").map(({ id }) => id);
  return { mutant, found, missed: mutant.killedBy.filter((id) => !found.includes(id)), errors };
}

/** Runs against each mutant the checks that claim it. Several mutants at once, for most of the time is waiting. */
export function killClaimed(mutants: readonly Mutant[], checks: readonly Check[], settings: KillSettings) {
  return several(mutants, (mutant) => {
    const claims: readonly string[] = mutant.killedBy;
    return kill(
      mutant,
      checks.filter(({ id }) => claims.includes(id)),
      settings,
    );
  });
}

/** Runs all checks against each mutant. */
export function killAll(mutants: readonly Mutant[], checks: readonly Check[], settings: KillSettings): Promise<Kill[]> {
  return several(mutants, (mutant) => kill(mutant, checks, settings));
}

/** Mutants that are worked on at once. */
const AT_ONCE = 12;

async function several<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  const worker = async () => {
    // The workers share the iterator: each takes the next item.
    for (const [index, item] of rest) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
