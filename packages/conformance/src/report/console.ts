import { styleText } from "node:util";
import type { ConformanceCheck, ConformanceReport, ConformanceVerdict } from "@cria/spec";
import { details } from "./details.ts";
import { percent, verdictCounts } from "./summary.ts";

const marks: Readonly<Record<ConformanceVerdict, string>> = {
  pass: "✓",
  fail: "✗",
  warn: "!",
  error: "✗",
  "not-applicable": "-",
  "not-supported": "-",
};

const colors = {
  pass: "green",
  fail: "red",
  warn: "yellow",
  error: "red",
  "not-applicable": "gray",
  "not-supported": "gray",
} as const;

export interface ConsoleSettings {
  readonly color: boolean;
  /** Also list the checks that passed or say nothing. */
  readonly verbose: boolean;
}

/** The report as a tree for a terminal: chapters with their scores, and below each what is broken. */
export function consoleReport(report: ConformanceReport, { color, verbose }: ConsoleSettings): string {
  const paint = (verdict: ConformanceVerdict, text: string) =>
    color ? styleText(colors[verdict], text, { validateStream: false }) : text;
  const lines: string[] = [];
  for (const { id, title, score, totals } of report.chapters) {
    const verdict = worst(totals);
    lines.push(
      `${paint(verdict, marks[verdict])} ${title.padEnd(40)} ${percent(score).padStart(6)}  ${verdictCounts(totals)}`,
    );
    const checks = report.checks.filter(({ chapter }) => chapter === id);
    for (const check of checks) {
      const broken = check.verdict === "fail" || check.verdict === "warn" || check.verdict === "error";
      if (!broken && !verbose) continue;
      lines.push(`  ${paint(check.verdict, marks[check.verdict])} ${check.id}${check.expected ? " (expected)" : ""}`);
      lines.push(...explanation(check, broken).map((line) => `      ${line}`));
    }
  }
  const end = report.conforms ? paint("pass", "conforms") : paint("fail", "does not conform");
  lines.push("", `${report.target.url} ${end} to Ollama ${report.target.version}: ${verdictCounts(report.totals)}`);
  lines.push(`seed ${report.seed}, ${(report.duration / 1000).toFixed(1)} s`, "");
  return lines.join("\n");
}

function explanation(check: ConformanceCheck, broken: boolean): string[] {
  if (broken) return details(check).flatMap((line) => line.split("\n"));
  return check.message === undefined ? [] : [check.message];
}

function worst(totals: Readonly<Record<string, number>>): ConformanceVerdict {
  const order = ["error", "fail", "warn", "pass", "not-supported", "not-applicable"] as const;
  return order.find((verdict) => (totals[verdict] ?? 0) > 0) ?? "not-applicable";
}
