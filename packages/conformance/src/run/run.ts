import { type Requirement, type RequirementId, requirements } from "@cria/spec";
import type { Check } from "../check/check.ts";
import type { Target } from "../target/target.ts";
import { type JudgeSettings, judge } from "./judge.ts";
import type { CheckResult } from "./result.ts";

export interface RunSettings extends JudgeSettings {
  /** Called after each check. */
  readonly onResult?: (result: CheckResult) => void;
}

const byId = new Map<string, Requirement & { readonly id: RequirementId }>(requirements.map((r) => [r.id, r]));

/**
 * Runs checks one after another, in their order, so that two runs see the same server. A run that is stopped has the
 * results of the checks so far.
 */
export async function run(
  checks: readonly Check[],
  target: Target,
  { onResult, ...settings }: RunSettings,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const requirement = byId.get(check.id);
    if (requirement === undefined) throw new Error(`no requirement has the id ${check.id}`);
    const result = await judge(check, requirement, target, settings);
    results.push(result);
    onResult?.(result);
    if (settings.signal.aborted) break;
  }
  return results;
}
