import { requirements } from "@cria/spec";
import type { Check } from "../check/check.ts";

/** Every check with its level and sentence, a line each. */
export function listChecks(checks: readonly Check[]): string {
  const byId = new Map<string, (typeof requirements)[number]>(requirements.map((rule) => [rule.id, rule]));
  return checks.map(({ id }) => `${id}\t${byId.get(id)?.level}\t${byId.get(id)?.sentence}\n`).join("");
}
