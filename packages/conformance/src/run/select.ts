import { type Requirement, requirements } from "@cria/spec";
import type { Check } from "../check/check.ts";

/** A name that selects no check. */
export class NothingSelected extends Error {
  override readonly name = "NothingSelected";
}

export interface Selection {
  /** Names of clients: only what these need. */
  readonly profiles: readonly string[];
  /** Ids of chapters or checks, or beginnings of them up to a dot. */
  readonly only: readonly string[];
  readonly level: "must" | "should" | undefined;
}

const rules = new Map<string, Requirement>(requirements.map((rule) => [rule.id, rule]));

/** The checks that a run makes, in their order. Throws {@link NothingSelected} for a name that selects none. */
export function select(checks: readonly Check[], { profiles, only, level }: Selection): Check[] {
  const clients = clientsOf(checks);
  const strange = profiles.filter((name) => !clients.includes(name));
  if (strange.length > 0) {
    throw new NothingSelected(`no profile is called ${strange.join(", ")}; there are ${clients.join(", ")}`);
  }
  for (const name of only) {
    if (!checks.some(({ id }) => begins(id, name))) throw new NothingSelected(`no chapter or check is called ${name}`);
  }
  const selected = checks.filter(
    ({ id }) =>
      (profiles.length === 0 || profiles.some((client) => matters(id, client))) &&
      (only.length === 0 || only.some((name) => begins(id, name))) &&
      (level !== "must" || rules.get(id)?.level === "MUST"),
  );
  if (selected.length === 0) throw new NothingSelected("what was asked for leaves no check");
  return selected;
}

/** The clients that there are profiles of. */
function clientsOf(checks: readonly Check[]): string[] {
  const names = checks.map(({ id }) => /^client-([^.]+)\./.exec(id)?.[1]).filter((name) => name !== undefined);
  return [...new Set(names)];
}

/** Whether a check is one of a client's profile, or of a rule without which the client breaks. */
function matters(id: string, client: string): boolean {
  const rule = rules.get(id);
  return (
    begins(id, `client-${client}`) || (rule?.level === "MUST" && rule.sources.some((s) => s === `client:${client}`))
  );
}

function begins(id: string, name: string): boolean {
  return id === name || id.startsWith(`${name}.`);
}
