import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checks } from "../checks/index.ts";
import { consoleReport } from "../report/console.ts";
import { reportFormats } from "../report/format.ts";
import { report } from "../report/report.ts";
import { markExpected, readExpectations, stale } from "../run/expected-failures.ts";
import { run } from "../run/run.ts";
import { select } from "../run/select.ts";
import { Client } from "../target/client.ts";
import { probe, Unreachable } from "../target/probe.ts";
import { suiteVersion } from "../version.ts";
import { type Arguments, readArguments, UsageError } from "./arguments.ts";
import { listChecks } from "./list.ts";
import { usage } from "./usage.ts";

export interface Terminal {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Ends the run. */
  readonly signal: AbortSignal;
  readonly color: boolean;
}

/** Largest answer that is read. */
const LARGEST = 64 * 1024 * 1024;

/** Runs the command; returns its exit code: 0 conforms, 1 does not, 2 could not run. */
export async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const wish = readArguments(words);
    if (wish === "help") terminal.write(usage);
    else if (wish === "version") terminal.write(`${suiteVersion}\n`);
    else if (wish === "list") terminal.write(listChecks(checks));
    else return await conformance(wish, terminal);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) terminal.writeError(`Error: ${error.message}\nTry --help.\n`);
    else if (error instanceof Unreachable) terminal.writeError(`Error: no server answers: ${error.message}\n`);
    else terminal.writeError(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

async function conformance(given: Arguments, terminal: Terminal): Promise<number> {
  const startedAt = new Date();
  const selected = select(checks, given);
  const ids = new Set<string>(checks.map(({ id }) => id));
  const expected =
    given.expectedFailures === undefined
      ? new Set<string>()
      : readExpectations(readFileSync(given.expectedFailures, "utf8"), ids);
  const signal = AbortSignal.any([terminal.signal, AbortSignal.timeout(given.timeLimit)]);
  const client = new Client(given.endpoint, given.headers, { time: given.timeout, bytes: LARGEST }, signal);
  const target = await probe(client, {
    version: given.version,
    models: { completion: given.model, embedding: given.embedModel, vision: given.visionModel },
  });
  const results = await run(selected, target, {
    seed: given.seed,
    runs: given.runs,
    time: given.timeout,
    checkTime: 2 * given.timeout,
    readOnly: given.readOnly,
    signal,
  });
  const marked = markExpected(results, expected);
  const whole = report(marked, {
    suiteVersion,
    url: given.url,
    endpoint: given.endpoint,
    target,
    seed: given.seed,
    runs: given.runs,
    startedAt,
    duration: Date.now() - startedAt.getTime(),
  });
  terminal.write(consoleReport(whole, { color: given.color && terminal.color, verbose: given.verbose }));
  if (given.reports.length > 0) mkdirSync(given.output, { recursive: true });
  for (const name of given.reports) {
    const { file, write } = reportFormats[name];
    writeFileSync(join(given.output, file), write(whole));
  }
  const gone = stale(marked, expected);
  for (const id of gone) terminal.writeError(`${id} passes now: take it out of the expected failures\n`);
  if (marked.some(({ verdict }) => verdict === "error")) return 2;
  const warned = given.level === "should" && marked.some((result) => result.verdict === "warn" && !result.expected);
  return whole.conforms && gone.length === 0 && !warned ? 0 : 1;
}
