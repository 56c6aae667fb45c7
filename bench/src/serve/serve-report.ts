import { basename } from "node:path";
import { median } from "../statistics.ts";
import { formatTable } from "../table.ts";
import type { ServeResult, ServeResults } from "./serve.ts";
import type { Summary } from "./summary.ts";

const columns: readonly (readonly [string, (summary: Summary) => number, digits: number])[] = [
  ["requests/min", ({ requestsPerMinute }) => requestsPerMinute, 1],
  ["tok/s", ({ tokensPerSecond }) => tokensPerSecond, 1],
  ["first token p50", ({ firstToken }) => firstToken.p50, 0],
  ["p99", ({ firstToken }) => firstToken.p99, 0],
  ["between p50", ({ between }) => between.p50, 1],
  ["p99", ({ between }) => between.p99, 0],
];

/** The results as Markdown: per trace and number of clients a line for each server, times in milliseconds. */
export function formatServeReport({ machine, modelPath, threads, results }: ServeResults): string {
  const cells = new Map<string, ServeResult[]>();
  for (const result of results) {
    const key = [result.trace, result.clients, result.server].join(" ");
    cells.set(key, [...(cells.get(key) ?? []), result]);
  }
  const rows = [...cells.values()].map((same) => rowOf(same));
  const errors = results.flatMap(({ trace, clients, server, error }) =>
    error === undefined ? [] : [`- ${trace}, ${clients} clients, ${server}: ${error}`],
  );
  return [
    `${basename(modelPath)}, ${threads} threads. Machine: ${machine.cpu}, ${machine.logicalCores} cores, ${machine.features.join(" ")}.`,
    "",
    formatTable(["trace", "clients", "server", ...columns.map(([name]) => name), "peak MB"], rows, 3),
    ...(errors.length > 0 ? ["", "Failed:", ...errors] : []),
    "",
  ].join("\n");
}

/** Medians of the rounds. */
function rowOf(rounds: readonly ServeResult[]): string[] {
  const { trace, clients, server } = rounds[0]!;
  const summaries = rounds.flatMap(({ summary }) => (summary ? [summary] : []));
  const peaks = rounds.flatMap(({ peakBytes }) => (peakBytes === undefined ? [] : [peakBytes]));
  const figures = columns.map(([, of, digits]) =>
    summaries.length === 0 ? "–" : median(summaries.map(of)).toFixed(digits),
  );
  return [trace, `${clients}`, server, ...figures, peaks.length === 0 ? "–" : (median(peaks) / 1e6).toFixed(0)];
}
