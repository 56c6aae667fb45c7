import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConformanceReport } from "@cria/spec";
import type { Check } from "../check/check.ts";
import { secretsIn, withoutSecrets } from "../exchange/redact.ts";
import { consoleReport } from "../report/console.ts";
import { reportFormats } from "../report/format.ts";
import { report } from "../report/report.ts";
import { markExpected, readExpectations, stale } from "../run/expected-failures.ts";
import { run } from "../run/run.ts";
import { select } from "../run/select.ts";
import { Client } from "../target/client.ts";
import { probe } from "../target/probe.ts";
import { readTinyModel } from "../target/tiny-model.ts";
import { suiteVersion } from "../version.ts";
import type { Arguments } from "./arguments.ts";
import type { Terminal } from "./main.ts";
import { Progress } from "./progress.ts";
import { provideModel } from "./provide-model.ts";

/** Largest answer that is read, in bytes. */
const LARGEST = 64 * 1024 * 1024;

/** Checks a server and reports; returns the exit code. Throws what keeps the run from being made. */
export async function conformance(
  checks: readonly Check[],
  given: Arguments,
  { write, writeError, signal: stopped, color, watched }: Terminal,
): Promise<number> {
  const startedAt = new Date();
  const selected = select(checks, given);
  const expected = expectations(given, checks);
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(given.timeLimit)]);
  const client = new Client(given.endpoint, given.headers, { time: given.timeout, bytes: LARGEST }, signal);
  const found = await probe(client, {
    version: given.version,
    models: {
      completion: given.model,
      embedding: given.embedModel,
      rerank: given.rerankModel,
      vision: given.visionModel,
    },
  });
  const { target, withdraw } = await provideModel(found, given, (line) => writeError(`${line}\n`), readTinyModel());
  const progress = new Progress(watched ? writeError : () => {});
  const results = await run(selected, target, {
    seed: given.seed,
    runs: given.runs,
    time: given.timeout,
    checkTime: 2 * given.timeout,
    readOnly: given.readOnly,
    signal,
    onResult: (result) => progress.add(result),
  }).finally(withdraw);
  progress.end();
  const marked = markExpected(results, expected);
  const complete = results.length === selected.length && !signal.aborted;
  const facts = {
    suiteVersion,
    url: given.url,
    target,
    complete,
    seed: given.seed,
    runs: given.runs,
    startedAt,
    duration: Date.now() - startedAt.getTime(),
  };
  const whole = withoutSecrets(report(marked, facts), secretsIn(given.headers));
  write(consoleReport(whole, { color: given.color && color, verbose: given.verbose }));
  writeReports(whole, given);
  if (!complete) {
    const why = stopped.aborted ? "was stopped" : `did not end within ${given.timeLimit / 1000} s`;
    writeError(`The run ${why}: ${results.length} of ${selected.length} checks were made.\n`);
  }
  const gone = stale(marked, expected);
  for (const id of gone) writeError(`${id} passes now: take it out of the expected failures\n`);
  if (!complete || marked.some(({ verdict }) => verdict === "error")) return 2;
  const warned = given.level === "should" && marked.some((result) => result.verdict === "warn" && !result.expected);
  return whole.conforms && gone.length === 0 && !warned ? 0 : 1;
}

function expectations({ expectedFailures }: Arguments, checks: readonly Check[]): ReadonlySet<string> {
  if (expectedFailures === undefined) return new Set();
  return readExpectations(readFileSync(expectedFailures, "utf8"), new Set<string>(checks.map(({ id }) => id)));
}

function writeReports(whole: ConformanceReport, { reports, output }: Arguments): void {
  if (reports.length > 0) mkdirSync(output, { recursive: true });
  for (const name of reports) {
    const { file, write } = reportFormats[name];
    writeFileSync(join(output, file), write(whole));
  }
}
