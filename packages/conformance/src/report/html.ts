import type { ConformanceCheck, ConformanceReport, ReportedExchange } from "@cria/spec";
import { escapeXml } from "./escape-xml.ts";
import { percent, verdictCounts } from "./summary.ts";

const style = `
:root { color-scheme: light dark; --line: #8884; --pass: #1a7f37; --fail: #cf222e; --warn: #9a6700; --none: #6e7781; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: left; }
td.number { text-align: right; } pre { overflow-x: auto; border: 1px solid var(--line); padding: .5rem; white-space: pre-wrap; word-break: break-word; }
details { margin: .2rem 0; } summary { cursor: pointer; } code { font-size: .9em; }
.pass { color: var(--pass); } .fail, .error { color: var(--fail); } .warn { color: var(--warn); }
.not-applicable, .not-supported { color: var(--none); }
`;

/** One page that needs nothing else: scores, every check, and the exchange of each failure. */
export function html(report: ConformanceReport): string {
  const { target } = report;
  const title = `Ollama API conformance of ${target.url}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(title)}</title>
<style>${style}</style>
<h1>${escapeXml(title)}</h1>
<p><strong class="${report.conforms ? "pass" : "fail"}">${report.conforms ? "Conforms" : "Does not conform"}</strong>
to Ollama ${escapeXml(target.version)}: ${verdictCounts(report.totals)}.
Seed ${report.seed}, ${report.runs} values per property, ${(report.duration / 1000).toFixed(1)} s, ${escapeXml(report.startedAt)}.</p>
<table>
<tr><th>Chapter<th>Score<th>Checks
${report.chapters
  .map(
    ({ id, title, score, totals }) =>
      `<tr><td><a href="#${escapeXml(id)}">${escapeXml(title)}</a><td class="number">${percent(score)}<td>${verdictCounts(totals)}`,
  )
  .join("\n")}
</table>
${report.chapters
  .map(
    ({ id, title }) =>
      `<h2 id="${escapeXml(id)}">${escapeXml(title)}</h2>\n${report.checks
        .filter(({ chapter }) => chapter === id)
        .map(checkDetails)
        .join("\n")}`,
  )
  .join("\n")}
</html>
`;
}

function checkDetails(check: ConformanceCheck): string {
  const { id, verdict, level, sentence, message, upstream, counterexample, exchange, expected } = check;
  const broken = verdict === "fail" || verdict === "warn" || verdict === "error";
  const parts = [`<p>${level}: ${escapeXml(sentence)}</p>`];
  if (message !== undefined) parts.push(`<p>${escapeXml(message)}</p>`);
  if (upstream !== undefined) parts.push(`<p>Ollama of this version does so, too: ${escapeXml(upstream)}</p>`);
  if (counterexample !== undefined) {
    const { value, seed, path } = counterexample;
    parts.push(`<p>Smallest value (seed ${seed}, path ${escapeXml(path)}):</p><pre>${escapeXml(value)}</pre>`);
  }
  if (exchange !== undefined && broken) parts.push(exchangeDetails(exchange));
  return `<details${broken ? " open" : ""}><summary><span class="${verdict}">${verdict}${expected ? " (expected)" : ""}</span> <code>${escapeXml(id)}</code></summary>${parts.join("\n")}</details>`;
}

function exchangeDetails({ request, response, failure, curl }: ReportedExchange): string {
  const head = (lines: readonly (readonly string[])[]) => lines.map(([name, value]) => `${name}: ${value}`);
  const asked = [`${request.method} ${request.path}`, ...head(request.headers), "", request.body ?? ""].join("\n");
  const answered =
    response === undefined
      ? ""
      : `<pre>${escapeXml([String(response.status), ...head(response.headers), "", response.body].join("\n"))}</pre>`;
  const broken = failure === undefined ? "" : `<p>${escapeXml(failure)}</p>`;
  return `<pre>${escapeXml(asked)}</pre>${answered}${broken}<pre>${escapeXml(curl)}</pre>`;
}
