import { undisturbed } from "./disturbance.ts";
import type { DecodeRequest, DecodeSample } from "./measure.ts";
import type { LoadResult } from "./protocol.ts";
import { type CacheRowsResult, decodeContexts, promptTokens, type SubjectResult, slotCounts } from "./results.ts";
import type { SubjectName, SubjectSettings } from "./subject.ts";
import { SubjectProcess } from "./subject-process.ts";

export interface RunSettings {
  readonly model: Pick<SubjectSettings, "modelPath" | "vocabSize">;
  readonly subjects: readonly SubjectName[];
  readonly threads: number;
  readonly benchDir: string;
  readonly repeat: number;
  readonly steps: number;
  readonly progress: (line: string) => void;
}

/** Rows of each slot's cache: room for the longest context and the steps behind it. */
const singleRows = 2048;
const batchedRows = 512;
const batchSize = 512;

/**
 * Measures all subjects with one model. They stay loaded side by side and take turns at each measurement, in reverse
 * order every other round, so that a change in the machine's speed meets them all alike.
 */
export async function measureModel(settings: RunSettings): Promise<Partial<Record<SubjectName, SubjectResult>>> {
  const { progress, repeat, steps, subjects } = settings;
  const first = new Map<SubjectName, LoadResult>();
  for (const name of subjects) {
    progress(`${name}: first load`);
    await using subject = await start(settings, name, singleRows, 1);
    first.set(name, subject.info);
  }

  const single = await measureSide(settings, singleRows, 1, async (subject, round) => {
    progress(`round ${round + 1} of ${repeat}: ${subject.process.name} prefill`);
    const prefill = await undisturbed(() => subject.process.request("prefill", { tokens: promptTokens }));
    const decode: DecodeSample[] = [];
    for (const context of decodeContexts) {
      progress(`round ${round + 1} of ${repeat}: ${subject.process.name} decode at ${context}`);
      decode.push(await undisturbed(() => subject.process.request("decode", { slots: 1, context, steps })));
    }
    return { prefill, decode, ...(await subject.process.request("memory", {})) };
  });

  const batched = await measureSide(settings, batchedRows, Math.max(...slotCounts), async (subject, round) => {
    const samples: DecodeSample[] = [];
    for (const slots of slotCounts) {
      progress(`round ${round + 1} of ${repeat}: ${subject.process.name} decode of ${slots} slots`);
      samples.push(await undisturbed(() => subject.process.request("decode", { slots, context: 0, steps })));
    }
    return samples;
  });

  return Object.fromEntries(
    subjects.map((name): [SubjectName, SubjectResult] => {
      const { info, rounds } = single.get(name)!;
      const together = batched.get(name)!.rounds;
      const result = {
        info,
        firstLoad: first.get(name)!.milliseconds,
        load: info.milliseconds,
        peakBytes: Math.max(...rounds.map((round) => round.peakBytes)),
        prefill: rounds.map((round) => round.prefill),
        decode: decodeContexts.map((context, i) => ({ context, rounds: rounds.map((round) => round.decode[i]!) })),
        batched: slotCounts.map((slots, i) => ({ slots, rounds: together.map((round) => round[i]!) })),
      };
      return [name, result];
    }),
  );
}

/** Decode of Cria at one used length in caches of several sizes, which take turns as subjects do. */
export async function measureCacheRows(settings: RunSettings): Promise<CacheRowsResult["caches"]> {
  const request: DecodeRequest = { slots: 1, context: cacheRowsContext, steps: settings.steps };
  await using loaded = new AsyncDisposableStack();
  const caches: { rows: number; subject: Started; rounds: DecodeSample[] }[] = [];
  for (const rows of [1024, 8192]) {
    settings.progress(`cria: load with ${rows} rows`);
    caches.push({ rows, subject: loaded.use(await start(settings, "cria", rows, 1)), rounds: [] });
  }
  for (let round = 0; round < settings.repeat; round++) {
    for (const { rows, subject, rounds } of inTurn(caches, round)) {
      settings.progress(`round ${round + 1} of ${settings.repeat}: decode with ${rows} rows`);
      rounds.push(await undisturbed(() => subject.process.request("decode", request)));
    }
  }
  return caches.map(({ rows, rounds }) => ({ rows, rounds }));
}

/** Tokens in the cache when caches of different sizes are compared. */
export const cacheRowsContext = 512;

interface Started extends AsyncDisposable {
  readonly process: SubjectProcess;
  readonly info: LoadResult;
}

async function start(settings: RunSettings, name: SubjectName, contextLength: number, slots: number): Promise<Started> {
  const { model, threads, benchDir } = settings;
  const process = new SubjectProcess(name);
  try {
    const info = await process.request("load", { ...model, threads, benchDir, contextLength, slots, batchSize });
    return { process, info, [Symbol.asyncDispose]: () => process.close() };
  } catch (error) {
    await process.close();
    throw error;
  }
}

/** Loads every subject, warms it up, lets them take turns for all rounds, and ends them. */
async function measureSide<T>(
  settings: RunSettings,
  contextLength: number,
  slots: number,
  measure: (subject: Started, round: number) => Promise<T>,
): Promise<Map<SubjectName, { info: LoadResult; rounds: T[] }>> {
  await using loaded = new AsyncDisposableStack();
  const sides: { name: SubjectName; subject: Started; rounds: T[] }[] = [];
  for (const name of settings.subjects) {
    settings.progress(`${name}: load with ${slots} ${slots === 1 ? "slot" : "slots"}`);
    const subject = loaded.use(await start(settings, name, contextLength, slots));
    // The first run of a shape allocates and touches its memory.
    if (slots === 1) await subject.process.request("prefill", { tokens: promptTokens });
    sides.push({ name, subject, rounds: [] });
  }
  for (let round = 0; round < settings.repeat; round++) {
    for (const { subject, rounds } of inTurn(sides, round)) rounds.push(await measure(subject, round));
  }
  return new Map(sides.map(({ name, subject, rounds }) => [name, { info: subject.info, rounds }]));
}

function inTurn<T>(values: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? values : values.toReversed();
}
