import type { ConformanceReport } from "@cria/spec";
import { badge } from "./badge.ts";
import { html } from "./html.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { results } from "./results.ts";

/** The files that a run can leave, by the name that `--report` takes. */
export const reportFormats = {
  json: { file: "checks.json", write: (report: ConformanceReport) => `${JSON.stringify(report, null, 2)}\n` },
  junit: { file: "junit.xml", write: junit },
  html: { file: "report.html", write: html },
  md: { file: "report.md", write: markdown },
  results: { file: "results.json", write: results },
  badge: { file: "badge.json", write: badge },
} as const satisfies Record<string, { file: string; write: (report: ConformanceReport) => string }>;

export type ReportFormat = keyof typeof reportFormats;
