import { type Bandwidth, measureBandwidth } from "./bandwidth.ts";
import { describeMachine } from "./machine.ts";
import { titleOf } from "./models/sources.ts";
import type { BenchOptions } from "./options.ts";
import type { BenchResults, CacheRowsResult, Failure, ModelResult } from "./results.ts";
import { type Say, Session } from "./session.ts";

/** Where an error came from, which a child tells with it. */
const stackLine = /\n {4}at .*/g;

/** Measures everything that the options ask for. A model that fails is named in the results, and the others go on. */
export async function runBench(options: BenchOptions, progress: Say): Promise<BenchResults> {
  const machine = describeMachine();
  const threads = options.threads ?? machine.physicalCores;
  if (machine.loadAverage > 0.5) {
    progress(`The machine is busy (load average ${machine.loadAverage.toFixed(2)}): expect disturbed figures.`);
  }
  const session = new Session(options, threads);
  if (options.subjects.includes("llamacpp") && !options.cacheRows) await session.prepareLlamaCpp(progress);
  progress("Bandwidth of memory");
  const bandwidths: Bandwidth[] = [];
  for (const readers of new Set([1, threads])) bandwidths.push(await measureBandwidth(readers, options.patience));

  const models: ModelResult[] = [];
  const cacheRows: CacheRowsResult[] = [];
  const failures: Failure[] = [];
  for (const source of options.sources) {
    const title = titleOf(source);
    const say = (line: string) => progress(`${title}: ${line}`);
    try {
      say("model file");
      await using made = await session.make(source);
      if (options.cacheRows) cacheRows.push({ title, ...(await session.cacheRows(made.model, say)) });
      else models.push({ title, ...(await session.measure(made.model, say)) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      say(message);
      failures.push({ title, message: message.replaceAll(stackLine, "") });
    }
  }
  const notes = [...options.left, ...session.notes];
  return { date: new Date().toISOString(), machine, threads, bandwidths, notes, models, cacheRows, failures };
}
