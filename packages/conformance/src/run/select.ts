import { type Requirement, requirements } from "@cria/spec";
import type { Check } from "../check/check.ts";

/** A name that selects no check. */
export class NothingSelected extends Error {
  override readonly name = "NothingSelected";
}

export interface Selection {
  /** Ids of chapters or checks, or beginnings of them up to a dot. */
  readonly only: readonly string[];
  readonly level: "must" | "should" | undefined;
}

const levels = new Map<string, Requirement["level"]>(requirements.map(({ id, level }) => [id, level]));

/** The checks that a run makes, in their order. Throws {@link NothingSelected} for a name that selects none. */
export function select(checks: readonly Check[], { only, level }: Selection): Check[] {
  for (const name of only) {
    if (!checks.some(({ id }) => begins(id, name))) throw new NothingSelected(`no chapter or check is called ${name}`);
  }
  return checks.filter(
    ({ id }) =>
      (only.length === 0 || only.some((name) => begins(id, name))) && (level !== "must" || levels.get(id) === "MUST"),
  );
}

function begins(id: string, name: string): boolean {
  return id === name || id.startsWith(`${name}.`);
}
