import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InstallError, installLlamaCpp } from "./llamacpp/install.ts";
import { describeMachine } from "./machine.ts";
import { modelFile } from "./model-file.ts";
import { type BenchOptions, parseOptions, UsageError, usage } from "./options.ts";
import { formatReport } from "./report.ts";
import type { BenchResults, CacheRowsResult, ModelResult } from "./results.ts";
import { cacheRowsContext, measureCacheRows, measureModel, type RunSettings } from "./run.ts";
import { parameterCount } from "./shapes.ts";
import { killAll } from "./subject-process.ts";

const start = performance.now();

/** Progress goes to stderr, so that stdout is the report alone. */
function progress(line: string): void {
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  process.stderr.write(`[${seconds.padStart(4)} s] ${line}\n`);
}

async function bench(options: BenchOptions): Promise<BenchResults> {
  const machine = describeMachine();
  const threads = options.threads ?? machine.physicalCores;
  if (machine.loadAverage > 0.5) {
    progress(`The machine is busy (load average ${machine.loadAverage.toFixed(2)}): expect disturbed figures.`);
  }
  if (options.subjects.includes("llamacpp") && !options.cacheRows) await installLlamaCpp(options.benchDir, progress);

  const models: ModelResult[] = [];
  const cacheRows: CacheRowsResult[] = [];
  for (const shape of options.shapes) {
    for (const type of options.types) {
      const name = `${shape.title} ${type}`;
      progress(`${name}: model file`);
      const modelPath = await modelFile(join(options.benchDir, "models"), shape, type, options.seed);
      const { subjects, benchDir, repeat, steps } = options;
      const settings: RunSettings = {
        model: { modelPath, vocabSize: shape.vocabSize },
        subjects,
        threads,
        benchDir,
        repeat,
        steps,
        progress: (line) => progress(`${name}: ${line}`),
      };
      const about = { shape: shape.id, title: shape.title, type };
      if (options.cacheRows) {
        cacheRows.push({ ...about, context: cacheRowsContext, caches: await measureCacheRows(settings) });
      } else {
        const fileBytes = (await stat(modelPath)).size;
        const results = await measureModel(settings);
        models.push({ ...about, parameters: parameterCount(shape), fileBytes, subjects: results });
      }
    }
  }
  return { date: new Date().toISOString(), machine, threads, models, cacheRows };
}

process.on("exit", killAll);
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  process.on(signal, () => process.exit(code));

try {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (!options) {
    process.stdout.write(usage);
  } else {
    const results = await bench(options);
    process.stdout.write(formatReport(results));
    await mkdir(dirname(options.json), { recursive: true });
    await writeFile(options.json, `${JSON.stringify(results, null, 2)}\n`);
    progress(`Results: ${options.json}`);
  }
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n\n${usage}`);
  else if (error instanceof InstallError) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
