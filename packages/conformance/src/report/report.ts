import { type ConformanceCheck, type ConformanceReport, type ConformanceVerdict, chapters } from "@cria/spec";
import { deviationOf } from "../results/deviations.ts";
import type { CheckResult } from "../run/result.ts";
import type { Target } from "../target/target.ts";

export interface ReportFacts {
  readonly suiteVersion: string;
  readonly url: string;
  readonly target: Target;
  readonly seed: number;
  readonly runs: number;
  /** Whether all checks were made that were meant to be. */
  readonly complete: boolean;
  readonly startedAt: Date;
  /** Milliseconds. */
  readonly duration: number;
}

/** Puts the results of a run together: what every form of report is made from. */
export function report(results: readonly CheckResult[], facts: ReportFacts): ConformanceReport {
  const { target } = facts;
  return {
    suite: { name: "cria-conformance", version: facts.suiteVersion },
    target: {
      url: facts.url,
      declaredVersion: target.declaredVersion,
      version: target.version,
      models: target.models.known.map(({ name }) => name),
    },
    seed: facts.seed,
    runs: facts.runs,
    startedAt: facts.startedAt.toISOString(),
    duration: facts.duration,
    conforms:
      facts.complete &&
      results.every(({ verdict, expected }) => expected || (verdict !== "fail" && verdict !== "error")),
    totals: totals(results),
    chapters: chapters
      .map(({ id, title }) => ({ id, title, results: results.filter(({ chapter }) => chapter === id) }))
      .filter((chapter) => chapter.results.length > 0)
      .map(({ id, title, results }) => ({ id, title, score: score(results), totals: totals(results) })),
    checks: results.map((result) => withUpstream(result, target.version)),
  };
}

/** Tells of a failure whether it is one of Ollama's own. */
function withUpstream(result: CheckResult, version: string): ConformanceCheck {
  const broken = result.verdict === "fail" || result.verdict === "warn";
  const deviation = broken ? deviationOf(result.id, version) : undefined;
  return deviation === undefined ? result : { ...result, upstream: deviation.about };
}

/** Number of checks by verdict. */
function totals(results: readonly CheckResult[]): Partial<Record<ConformanceVerdict, number>> & Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verdict } of results) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

/** Passed checks ÷ checks that say something; null if none does. */
function score(results: readonly CheckResult[]): number | null {
  const told = results.filter(({ verdict }) => verdict === "pass" || verdict === "fail" || verdict === "warn");
  return told.length === 0 ? null : told.filter(({ verdict }) => verdict === "pass").length / told.length;
}
