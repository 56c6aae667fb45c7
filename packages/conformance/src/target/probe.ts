import { absentOperations } from "./absent-operations.ts";
import type { Client } from "./client.ts";
import { knownModels } from "./known-models.ts";
import { type Ability, Models } from "./models.ts";
import { declaredVersionOf, versionThatCounts } from "./server-version.ts";
import type { Target } from "./target.ts";

/** There is nothing at the address that speaks HTTP. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export interface ProbeSettings {
  /** Models that the user names. */
  readonly models?: Readonly<Partial<Record<Ability, string>>>;
  /** Version whose rules shall hold, whatever the server says. */
  readonly version?: string;
}

/** Finds out what a server is before it is checked. Throws {@link Unreachable}. */
export async function probe(client: Client, { models = {}, version }: ProbeSettings = {}): Promise<Target> {
  const { response, failure } = await client.exchange("GET", "/");
  if (response === undefined) throw new Unreachable(failure?.message ?? "no answer");
  const declaredVersion = await declaredVersionOf(client);
  return {
    client,
    declaredVersion,
    version: version ?? versionThatCounts(declaredVersion),
    absent: await absentOperations(client),
    models: new Models(await knownModels(client), models),
    memory: new Map(),
  };
}
