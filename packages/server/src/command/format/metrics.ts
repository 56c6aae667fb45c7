import type { Metrics } from "@cria/spec";
import { formatDuration } from "./duration.ts";

/** The timings of an answer, one per line. Absent ones are left out. */
export function formatMetrics(metrics: Metrics): string {
  const lines: [label: string, value: string][] = [];
  const duration = (label: string, value: number | undefined) => {
    if (value) lines.push([label, formatDuration(value)]);
  };
  const rate = (label: string, count: number | undefined, time: number | undefined) => {
    if (count && time) lines.push([label, `${((count / time) * 1e9).toFixed(2)} tokens/s`]);
  };
  duration("total duration:", metrics.total_duration);
  duration("load duration:", metrics.load_duration);
  if (metrics.prompt_eval_count) lines.push(["prompt eval count:", `${metrics.prompt_eval_count} token(s)`]);
  duration("prompt eval duration:", metrics.prompt_eval_duration);
  rate("prompt eval rate:", metrics.prompt_eval_count, metrics.prompt_eval_duration);
  if (metrics.eval_count) lines.push(["eval count:", `${metrics.eval_count} token(s)`]);
  duration("eval duration:", metrics.eval_duration);
  rate("eval rate:", metrics.eval_count, metrics.eval_duration);
  return lines.map(([label, value]) => `${label.padEnd(21)} ${value}\n`).join("");
}
