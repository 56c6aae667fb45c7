import type { ConformanceVerdict } from "@cria/spec";

/** Verdicts in the order in which they are listed, with the words for them. */
const words: Readonly<Record<ConformanceVerdict, string>> = {
  pass: "passed",
  fail: "failed",
  warn: "warned",
  error: "ended in an error",
  "not-supported": "not supported",
  "not-applicable": "not applicable",
};

/** Counts by verdict, such as `12 passed, 1 failed`. */
export function verdictCounts(totals: Readonly<Record<string, number>>): string {
  const parts = (Object.keys(words) as ConformanceVerdict[])
    .filter((verdict) => (totals[verdict] ?? 0) > 0)
    .map((verdict) => `${totals[verdict]} ${words[verdict]}`);
  return parts.length === 0 ? "no checks" : parts.join(", ");
}

/** A score for people; never 100 % if anything failed. */
export function percent(score: number | null): string {
  return score === null ? "–" : `${Math.floor(100 * score)} %`;
}
