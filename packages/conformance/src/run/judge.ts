import {
  type ConformanceVerdict,
  chapterOf,
  compareVersions,
  type Operation,
  type Requirement,
  type RequirementId,
  operations as table,
} from "@cria/spec";
import type { Check } from "../check/check.ts";
import { CheckContext, type PropertySettings } from "../check/context.ts";
import { NotApplicable, NotSupported, Violation } from "../check/outcome.ts";
import { NotJson } from "../exchange/answer.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { reportedExchange } from "../report/reported-exchange.ts";
import type { Target } from "../target/target.ts";
import { mustOffer } from "./must-offer.ts";
import type { CheckResult } from "./result.ts";

/** Milliseconds for deleting the models that a check made. */
const FAREWELL = 5000;

export interface JudgeSettings extends PropertySettings {
  /** Milliseconds that one check may take. */
  readonly checkTime: number;
  readonly readOnly: boolean;
  /** Ends the run. */
  readonly signal: AbortSignal;
}

/** Runs one check. Never throws. */
export async function judge(
  check: Check,
  requirement: Requirement & { readonly id: RequirementId },
  target: Target,
  settings: JudgeSettings,
): Promise<CheckResult> {
  const begun = performance.now();
  const stop = new AbortController();
  const limit = AbortSignal.any([stop.signal, settings.signal]);
  const client = target.client.fresh(limit);
  const context = new CheckContext(client, target, settings);
  let verdict: ConformanceVerdict = "pass";
  let message: string | undefined;
  let exchange: Exchange | undefined;
  const timer = setTimeout(() => stop.abort(), settings.checkTime);
  try {
    refuse(check, requirement, target, settings);
    await Promise.race([check.run(context), aborted(limit)]);
  } catch (error) {
    if (settings.signal.aborted) {
      [verdict, message] = ["error", "the run was stopped before this check ended"];
    } else if (stop.signal.aborted) {
      verdict = broken(requirement);
      message = `the check did not end within ${settings.checkTime / 1000} s`;
    } else if (error instanceof NotApplicable) [verdict, message] = ["not-applicable", error.message];
    else if (error instanceof NotSupported) [verdict, message] = ["not-supported", error.message];
    else if (error instanceof Violation || error instanceof NotJson) {
      verdict = broken(requirement);
      message = error.message;
      exchange = error instanceof Violation ? error.exchange : undefined;
      exchange ??= client.exchanges.at(-1);
    } else {
      verdict = "error";
      message = `the check itself failed: ${error instanceof Error ? error.stack : String(error)}`;
    }
  } finally {
    clearTimeout(timer);
    await context.scratch.remove(target.client.fresh(AbortSignal.timeout(FAREWELL)));
  }
  return {
    id: requirement.id,
    chapter: chapterOf(requirement).id as CheckResult["chapter"],
    level: requirement.level,
    sentence: requirement.sentence,
    verdict,
    message,
    counterexample: context.counterexample,
    // Kept as short as reports show it: a server may send much, to many checks.
    exchange: exchange && reportedExchange(client.endpoint, exchange),
    duration: performance.now() - begun,
  };
}

function broken({ level }: Requirement): ConformanceVerdict {
  return level === "MUST" ? "fail" : "warn";
}

/** Rejects when the signal aborts, whatever a check waits for. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Violation("the check was stopped"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** Throws if the check says nothing about this server. */
function refuse(check: Check, requirement: Requirement, target: Target, settings: JudgeSettings): void {
  const { removedIn, operations = [] } = requirement;
  const introducedIn = latest(
    requirement.introducedIn,
    earliest(operations.flatMap((id) => (table[id] as Operation).introducedIn ?? [])),
  );
  if (introducedIn !== undefined && compareVersions(target.version, introducedIn) < 0) {
    throw new NotApplicable(`true since Ollama ${introducedIn}; the server says it is ${target.version}`);
  }
  if (removedIn !== undefined && compareVersions(target.version, removedIn) >= 0) {
    throw new NotApplicable(`true before Ollama ${removedIn}; the server says it is ${target.version}`);
  }
  const absent = operations.filter((id) => target.absent.has(id));
  if (operations.length > 0 && absent.length === operations.length && !mustOffer(requirement)) {
    throw new NotSupported(`the server does not offer ${absent.join(", ")}`);
  }
  for (const need of check.needs) {
    if (need === "writes") {
      if (settings.readOnly) throw new NotApplicable("it changes the server's store, and the run is read-only");
    } else target.models.with(need === "model" ? "completion" : need);
  }
}

function earliest(versions: readonly string[]): string | undefined {
  return versions.toSorted(compareVersions)[0];
}

function latest(...versions: readonly (string | undefined)[]): string | undefined {
  return versions
    .filter((version) => version !== undefined)
    .toSorted(compareVersions)
    .at(-1);
}
