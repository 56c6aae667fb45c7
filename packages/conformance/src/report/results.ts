import type { ConformanceReport, ConformanceVerdict } from "@cria/spec";

/** What a run against a version of Ollama found, without what differs from run to run: made to be checked in. */
export interface Results {
  /** Version that the server says it is. */
  readonly version: string;
  readonly suite: string;
  readonly seed: number;
  /** Values that a property tried. */
  readonly runs: number;
  readonly conforms: boolean;
  readonly totals: Readonly<Record<string, number>>;
  /** The rules that it breaks: what came, and which of Ollama's known bugs it is. */
  readonly broken: readonly Broken[];
  /** Ids of the requirements by verdict. */
  readonly verdicts: Readonly<Partial<Record<ConformanceVerdict, readonly string[]>>>;
}

export interface Broken {
  readonly id: string;
  readonly verdict: ConformanceVerdict;
  readonly message?: string | undefined;
  readonly upstream?: string | undefined;
}

/** The short form of a report. */
export function resultsOf({ target, suite, seed, runs, conforms, totals, checks }: ConformanceReport): Results {
  const broken = checks.filter(({ verdict }) => verdict === "fail" || verdict === "warn" || verdict === "error");
  return {
    version: target.declaredVersion ?? target.version,
    suite: suite.version,
    seed,
    runs,
    conforms,
    totals,
    broken: broken.map(({ id, verdict, message, upstream }) => ({ id, verdict, message, upstream })),
    verdicts: Object.fromEntries(
      Object.keys(totals).map((verdict) => [
        verdict,
        checks.filter((check) => check.verdict === verdict).map(({ id }) => id),
      ]),
    ),
  };
}

export function results(report: ConformanceReport): string {
  return `${JSON.stringify(resultsOf(report), null, 2)}\n`;
}
