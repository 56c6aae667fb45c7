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
}

/** Runs checks against a mutant. */
export async function kill(mutant: Mutant, checks: readonly Check[], signal: AbortSignal): Promise<Kill> {
  await using server = await startFake(mutant);
  const client = new Client(server.endpoint, [], { time: 5000, bytes: 1 << 24 }, signal);
  const target = await probe(client);
  const settings = { seed: 1, runs: 20, time: 10_000, checkTime: 20_000, readOnly: false, signal };
  const results = await run(checks, target, settings);
  const found = results.filter(({ verdict }) => verdict === "fail" || verdict === "warn").map(({ id }) => id);
  return { mutant, found, missed: mutant.killedBy.filter((id) => !found.includes(id)) };
}
