import type { Contender, FirstTokenSample, Side } from "./contender.ts";
import type { DecodeSample } from "./measure.ts";
import { type CacheRowsResult, type SubjectResult, slotCounts } from "./results.ts";
import type { SubjectInfo, SubjectName } from "./subject.ts";

export interface RunSettings {
  readonly contenders: readonly Contender[];
  /** Lengths of prompts. */
  readonly prompts: readonly number[];
  /** Tokens of context before decoding. */
  readonly contexts: readonly number[];
  readonly repeat: number;
  readonly steps: number;
  readonly progress: (line: string) => void;
}

/** Rows of each slot's cache are a multiple of this. */
const rowsEach = 256;
const batchedRows = 512;

/**
 * Measures all contenders with one model. They take turns at each measurement, in reverse order every other round, so
 * that a change in the machine's speed meets them all alike.
 */
export async function measureModel(settings: RunSettings): Promise<Partial<Record<SubjectName, SubjectResult>>> {
  const { contenders, prompts, contexts, steps } = settings;
  const loads = await measureLoads(settings);
  const longest = Math.max(...prompts, ...contexts.map((context) => context + steps));
  const rows = Math.ceil(longest / rowsEach) * rowsEach;
  const single = await measureSides(settings, rows, 1, async (side, say) => {
    say("prefill");
    const prefill = await side.prefill(prompts);
    say("decode");
    const decode = await side.decode(contexts, steps);
    return { prefill, decode, peakBytes: await side.peakBytes() };
  });
  const batched = await measureSides(settings, batchedRows, Math.max(...slotCounts), (side, say) => {
    say("decode of several slots");
    return side.decodeTogether(slotCounts, steps);
  });
  return Object.fromEntries(
    contenders.map(({ name }): [SubjectName, SubjectResult] => {
      const { info, rounds } = single.get(name)!;
      const together = batched.get(name)!.rounds;
      const result = {
        info,
        ...loads.get(name)!,
        peakBytes: Math.max(...rounds.map((round) => round.peakBytes)),
        prefill: prompts.map((tokens, i) => ({ tokens, rounds: rounds.map((round) => round.prefill[i]!) })),
        decode: contexts.map((context, i) => ({ context, rounds: rounds.map((round) => round.decode[i]!) })),
        batched: slotCounts.map((slots, i) => ({ slots, rounds: together.map((round) => round[i]!) })),
      };
      return [name, result];
    }),
  );
}

/** Loads of each contender until the first token, one that knows nothing and one after it in each round. */
async function measureLoads({ contenders, repeat, progress }: RunSettings) {
  const loads = new Map<SubjectName, { coldLoad: FirstTokenSample[]; warmLoad: FirstTokenSample[] }>(
    contenders.map(({ name }) => [name, { coldLoad: [], warmLoad: [] }]),
  );
  for (let round = 0; round < repeat; round++) {
    for (const contender of inTurn(contenders, round)) {
      progress(`round ${round + 1} of ${repeat}: ${contender.name} cold and warm load`);
      const { coldLoad, warmLoad } = loads.get(contender.name)!;
      coldLoad.push(await contender.firstToken(true));
      warmLoad.push(await contender.firstToken(false));
    }
  }
  return loads;
}

/** Decode of one contender at one used length in caches of several sizes, which take turns as contenders do. */
export async function measureCacheRows(
  contender: Contender,
  { repeat, steps, progress }: Pick<RunSettings, "repeat" | "steps" | "progress">,
): Promise<CacheRowsResult["caches"]> {
  await using loaded = new AsyncDisposableStack();
  const caches: { rows: number; side: Side; rounds: DecodeSample[] }[] = [];
  for (const rows of [1024, 8192]) {
    progress(`${contender.name}: load with ${rows} rows`);
    caches.push({ rows, side: loaded.use(await contender.open(rows, 1)), rounds: [] });
  }
  for (let round = 0; round < repeat; round++) {
    for (const { rows, side, rounds } of inTurn(caches, round)) {
      progress(`round ${round + 1} of ${repeat}: decode with ${rows} rows`);
      rounds.push(...(await side.decode([cacheRowsContext], steps)));
    }
  }
  return caches.map(({ rows, rounds }) => ({ rows, rounds }));
}

/** Tokens in the cache when caches of different sizes are compared. */
export const cacheRowsContext = 512;

/** Opens every contender, lets them take turns for all rounds, and closes them. */
async function measureSides<T>(
  { contenders, repeat, progress }: RunSettings,
  contextLength: number,
  slots: number,
  measure: (side: Side, say: (what: string) => void) => Promise<T>,
): Promise<Map<SubjectName, { info: SubjectInfo; rounds: T[] }>> {
  await using opened = new AsyncDisposableStack();
  const sides: { name: SubjectName; side: Side; rounds: T[] }[] = [];
  for (const contender of contenders) {
    const side = opened.use(await contender.open(contextLength, slots));
    sides.push({ name: contender.name, side, rounds: [] });
  }
  for (let round = 0; round < repeat; round++) {
    for (const { name, side, rounds } of inTurn(sides, round)) {
      const say = (what: string) => progress(`round ${round + 1} of ${repeat}: ${name} ${what}`);
      rounds.push(await measure(side, say));
    }
  }
  return new Map(sides.map(({ name, side, rounds }) => [name, { info: side.info, rounds }]));
}

function inTurn<T>(values: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? values : values.toReversed();
}
