import type { ConformanceCheck, ConformanceReport } from "@cria/spec";
import { details } from "./details.ts";
import { escapeXml } from "./escape-xml.ts";

/** JUnit XML, as CI systems read it: a suite per chapter, a case per check. */
export function junit(report: ConformanceReport): string {
  const suites = report.chapters.map(({ id, title }) => {
    const checks = report.checks.filter(({ chapter }) => chapter === id);
    const failures = checks.filter(isFailure).length;
    const errors = checks.filter(({ verdict }) => verdict === "error").length;
    const skipped = checks.filter(({ verdict }) => verdict.startsWith("not-")).length;
    const counts = `tests="${checks.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
    return [
      `  <testsuite name="${escapeXml(title)}" ${counts} time="${seconds(checks)}">`,
      ...checks.map(testCase),
      "  </testsuite>",
    ].join("\n");
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cria-conformance" time="${(report.duration / 1000).toFixed(3)}">`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

/** A broken MUST that nobody expects. Broken SHOULDs are told in the case's output. */
function isFailure({ verdict, expected }: ConformanceCheck): boolean {
  return verdict === "fail" && expected !== true;
}

function testCase(check: ConformanceCheck): string {
  const { id, chapter, verdict, duration, message = "" } = check;
  const open = `    <testcase classname="${escapeXml(chapter)}" name="${escapeXml(id)}" time="${(duration / 1000).toFixed(3)}"`;
  const body = (element: string) => `${open}>\n      ${element}\n    </testcase>`;
  if (isFailure(check) || verdict === "error") {
    const kind = verdict === "error" ? "error" : "failure";
    return body(`<${kind} message="${escapeXml(message)}">${escapeXml(details(check).join("\n"))}</${kind}>`);
  }
  if (verdict.startsWith("not-") || check.expected === true) return body(`<skipped message="${escapeXml(message)}"/>`);
  if (verdict === "warn") return body(`<system-out>${escapeXml(details(check).join("\n"))}</system-out>`);
  return `${open}/>`;
}

function seconds(checks: readonly ConformanceCheck[]): string {
  return (checks.reduce((sum, { duration }) => sum + duration, 0) / 1000).toFixed(3);
}
