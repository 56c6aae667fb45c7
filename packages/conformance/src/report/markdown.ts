import type { ConformanceReport } from "@cria/spec";
import { details } from "./details.ts";
import { percent, verdictCounts } from "./summary.ts";

/** A report for a pull request or a README. */
export function markdown(report: ConformanceReport): string {
  const { target, checks } = report;
  const broken = checks.filter(({ verdict }) => verdict === "fail" || verdict === "warn" || verdict === "error");
  return [
    `# Ollama API conformance of ${target.url}`,
    "",
    `${report.conforms ? "**Conforms**" : "**Does not conform**"} to Ollama ${target.version}: ${verdictCounts(report.totals)}.`,
    `Seed ${report.seed}, ${report.runs} values per property, ${(report.duration / 1000).toFixed(1)} s.`,
    "",
    "| Chapter | Score | |",
    "|---|---:|---|",
    ...report.chapters.map(({ title, score, totals }) => `| ${title} | ${percent(score)} | ${verdictCounts(totals)} |`),
    ...(broken.length === 0 ? [] : ["", "## What is broken", ""]),
    ...broken.flatMap((check) => [
      `### \`${check.id}\`${check.expected ? " (expected)" : ""}`,
      "",
      ...fence(details(check).join("\n")),
      "",
    ]),
    "",
  ].join("\n");
}

/** A code block whose fence is longer than any run of backticks in the text. */
function fence(text: string): string[] {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const mark = "`".repeat(longest + 1);
  return [`${mark}text`, text, mark];
}
