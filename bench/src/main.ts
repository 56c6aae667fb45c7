import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { runBench } from "./bench.ts";
import { killAll } from "./children.ts";
import { embedBench } from "./embed/main.ts";
import { embedUsage } from "./embed/options.ts";
import { UsageError } from "./option-values.ts";
import { parseOptions } from "./options.ts";
import { formatReport } from "./report.ts";
import { serveBench } from "./serve/main.ts";
import { serveUsage } from "./serve/serve-options.ts";
import { usage } from "./usage.ts";

const start = performance.now();

/** Progress goes to stderr, so that stdout is the report alone. */
function progress(line: string): void {
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  process.stderr.write(`[${seconds.padStart(4)} s] ${line}\n`);
}

process.on("exit", killAll);
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  process.on(signal, () => process.exit(code));

const [kind, ...rest] = process.argv.slice(2);
const usages: Readonly<Record<string, string>> = { embed: embedUsage, serve: serveUsage };

try {
  if (kind === "serve") process.exit(await serveBench(rest, progress));
  if (kind === "embed") process.exit(await embedBench(rest, progress));
  const options = parseOptions(process.argv.slice(2), process.env);
  if (!options) {
    process.stdout.write(usage);
  } else {
    const results = await runBench(options, progress);
    process.stdout.write(formatReport(results));
    await mkdir(dirname(options.json), { recursive: true });
    await writeFile(options.json, `${JSON.stringify(results, null, 2)}\n`);
    progress(`Results: ${options.json}`);
    if (results.failures.length > 0) process.exit(1);
  }
} catch (error) {
  const help = error instanceof UsageError ? `\n\n${usages[kind ?? ""] ?? usage}` : "\n";
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${help}`);
  process.exit(1);
}
