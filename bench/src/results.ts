import type { Machine } from "./machine.ts";
import type { DecodeSample, PrefillSample, Sample } from "./measure.ts";
import type { LoadResult } from "./protocol.ts";
import type { WeightType } from "./shapes.ts";
import { median } from "./statistics.ts";
import type { SubjectName } from "./subject.ts";

/** What was measured of one subject with one model, one element per round. */
export interface SubjectResult {
  readonly info: LoadResult;
  /** The first load, which may transcode weights or fill the system's file cache, in milliseconds. */
  readonly firstLoad: number;
  /** A later load, in milliseconds. */
  readonly load: number;
  /** Most bytes resident with one slot. */
  readonly peakBytes: number;
  /** Evaluation of {@link promptTokens} tokens. */
  readonly prefill: readonly PrefillSample[];
  /** Decode with one slot, by tokens of context. */
  readonly decode: readonly { readonly context: number; readonly rounds: readonly DecodeSample[] }[];
  /** Decode of several slots together, by their number. */
  readonly batched: readonly { readonly slots: number; readonly rounds: readonly DecodeSample[] }[];
}

export interface ModelResult {
  readonly shape: string;
  readonly title: string;
  readonly type: WeightType;
  readonly parameters: number;
  readonly fileBytes: number;
  readonly subjects: Partial<Record<SubjectName, SubjectResult>>;
}

/** Decode of Cria with the same tokens in caches of different sizes. */
export interface CacheRowsResult {
  readonly shape: string;
  readonly title: string;
  readonly type: WeightType;
  readonly context: number;
  readonly caches: readonly { readonly rows: number; readonly rounds: readonly DecodeSample[] }[];
}

/** The content of the JSON file. */
export interface BenchResults {
  readonly date: string;
  readonly machine: Machine;
  readonly threads: number;
  readonly models: readonly ModelResult[];
  readonly cacheRows: readonly CacheRowsResult[];
}

export const promptTokens = 512;
export const decodeContexts = [0, 1500] as const;
export const slotCounts = [1, 4, 8] as const;

/** Tokens per second of a prompt: the median over the rounds. */
export function prefillSpeed(rounds: readonly PrefillSample[]): number {
  return (promptTokens * 1000) / median(rounds.map((round) => round.milliseconds));
}

/**
 * Tokens per second over all slots: from each round's median step, the median over the rounds. Medians, so that
 * another process's interruption of single steps doesn't count for or against a subject.
 */
export function decodeSpeed(rounds: readonly DecodeSample[], slots: number): number {
  return (slots * 1000) / median(rounds.map((round) => median(round.evaluate)));
}

/** Milliseconds to choose one slot's next token greedily. */
export function choiceTime(rounds: readonly DecodeSample[]): number {
  return median(rounds.map((round) => median(round.choose)));
}

/** The largest share of the machine that other processes took during any measurement in the table; 0 without any. */
export function disturbance(results: BenchResults): number {
  const samples: Sample[] = results.cacheRows.flatMap(({ caches }) => caches.flatMap(({ rounds }) => rounds));
  for (const { subjects } of results.models) {
    for (const { prefill, decode, batched } of Object.values(subjects)) {
      samples.push(...prefill, ...[...decode, ...batched].flatMap(({ rounds }) => rounds));
    }
  }
  return Math.max(0, ...samples.map(({ others }) => others));
}
