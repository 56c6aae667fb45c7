import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeMachine } from "../machine.ts";
import { perSecond } from "../statistics.ts";
import { formatTable } from "../table.ts";
import type { EmbedContender } from "./contender.ts";
import { criaContender } from "./cria.ts";
import { batchedWays, llamaServer } from "./llama-server.ts";
import { onnxRuntime } from "./onnx-runtime.ts";
import type { EmbedOptions } from "./options.ts";
import { workloads } from "./workloads.ts";

type Say = (line: string) => void;

/** What one contender needed, in milliseconds. */
interface Times {
  readonly name: string;
  readonly batches: readonly number[];
  /** For one text alone. */
  readonly single: number;
}

/** Measures all contenders in turn, and gives a table of texts per second, and of how many times as fast Cria is. */
export async function runEmbedBench(options: EmbedOptions, say: Say): Promise<string> {
  const { batches, single } = workloads();
  await using stack = new AsyncDisposableStack();
  const contenders: EmbedContender[] = [];
  for (const start of contendersOf(options, say)) {
    const contender = stack.use(await start());
    say(`${contender.name} is ready`);
    contenders.push(contender);
    await contender.embed(batches[0]!.texts.slice(0, 64));
  }
  const best = contenders.map(() => ({
    batches: batches.map(() => Number.POSITIVE_INFINITY),
    single: Number.POSITIVE_INFINITY,
  }));
  for (let round = 1; round <= options.repeat; round++) {
    for (const [i, contender] of contenders.entries()) {
      say(`round ${round} of ${options.repeat}: ${contender.name}`);
      const mine = best[i]!;
      for (const [j, { texts }] of batches.entries()) {
        mine.batches[j] = Math.min(mine.batches[j]!, await timeOf(() => contender.embed(texts)));
      }
      // A text alone is disturbed by a single interruption: the best of many.
      for (const text of single) mine.single = Math.min(mine.single, await timeOf(() => contender.embed([text])));
    }
  }
  const times = contenders.map(({ name }, i): Times => ({ name, ...best[i]! }));
  return report(times, batches, options);
}

function contendersOf(options: EmbedOptions, say: Say): (() => Promise<EmbedContender>)[] {
  const starts = [() => criaContender(options)];
  if (existsSync(join(options.toolsDir, "llama-server"))) {
    starts.push(() => llamaServer(options, { together: 1, parallel: 1, batch: 512 }));
    for (const way of batchedWays) starts.push(() => llamaServer(options, way));
  } else say(`There is no llama-server in ${options.toolsDir}.`);
  if (options.onnx) for (const isSorted of [false, true]) starts.push(() => onnxRuntime(options, isSorted));
  else say("ONNX Runtime is left out without --onnx.");
  return starts;
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function report(
  times: readonly Times[],
  batches: ReturnType<typeof workloads>["batches"],
  options: EmbedOptions,
): string {
  const [cria] = times;
  const machine = describeMachine();
  const rows = times.map(({ name, batches: spent, single }) => [
    name,
    ...spent.map((milliseconds, j) => {
      const rate = perSecond(batches[j]!.texts.length, milliseconds).toFixed(0);
      return `${rate} texts/s (${(milliseconds / cria!.batches[j]!).toFixed(2)} ×)`;
    }),
    `${single.toFixed(1)} ms (${(single / cria!.single).toFixed(2)} ×)`,
  ]);
  const header = ["", ...batches.map(({ title }) => title), "a text of 32 tokens alone"];
  return [
    `${machine.cpu}, ${options.threads} threads each; load average ${machine.loadAverage.toFixed(1)} at the end.`,
    "The best of each; in brackets how many times as fast Cria is.",
    "",
    formatTable(header, rows, 1),
    "",
  ].join("\n");
}
