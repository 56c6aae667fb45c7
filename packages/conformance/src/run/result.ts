import type { ChapterId, ConformanceVerdict, Level, ReportedExchange, RequirementId } from "@cria/spec";
import type { Counterexample } from "../check/context.ts";

/** What one check found. */
export interface CheckResult {
  readonly id: RequirementId;
  readonly chapter: ChapterId;
  readonly level: Level;
  readonly sentence: string;
  readonly verdict: ConformanceVerdict;
  /** Whether the failure stands in the file of expected failures. */
  readonly expected?: boolean;
  /** What was expected and what came, or why the check says nothing. */
  readonly message?: string;
  readonly counterexample?: Counterexample;
  /** The exchange that shows it. */
  readonly exchange?: ReportedExchange;
  /** Milliseconds. */
  readonly duration: number;
}
