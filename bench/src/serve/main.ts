import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { runServe } from "./serve.ts";
import { parseServeOptions, serveUsage } from "./serve-options.ts";
import { formatServeReport } from "./serve-report.ts";

/** `npm run bench -- serve`. Gives the exit code. Throws UsageError. */
export async function serveBench(args: readonly string[], progress: (line: string) => void): Promise<number> {
  const options = parseServeOptions(args, process.env);
  if (!options) {
    process.stdout.write(serveUsage);
    return 0;
  }
  const results = await runServe(options, progress);
  process.stdout.write(formatServeReport(results));
  await mkdir(dirname(options.json), { recursive: true });
  await writeFile(options.json, `${JSON.stringify(results, null, 2)}\n`);
  progress(`Results: ${options.json}`);
  return results.results.some(({ error }) => error !== undefined) ? 1 : 0;
}
