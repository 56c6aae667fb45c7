import type { Bandwidth } from "./bandwidth.ts";
import type { FirstTokenSample } from "./contender.ts";
import type { Probe } from "./llamacpp/peer.ts";
import type { Machine } from "./machine.ts";
import type { DecodeSample, PrefillSample, Sample } from "./measure.ts";
import type { ModelFacts } from "./models/facts.ts";
import { median, perSecond, stepTime } from "./statistics.ts";
import type { SubjectInfo, SubjectName } from "./subject.ts";

/** What was measured of one subject with one model, one element per round. */
export interface SubjectResult {
  readonly info: SubjectInfo;
  /** From the start of a process to its first token, with nothing left on disk by earlier loads of the model. */
  readonly coldLoad: readonly FirstTokenSample[];
  /** The same for a model that was loaded before. */
  readonly warmLoad: readonly FirstTokenSample[];
  /** Most bytes resident with one slot. */
  readonly peakBytes: number;
  /** Evaluation of prompts, by their length. */
  readonly prefill: readonly { readonly tokens: number; readonly rounds: readonly PrefillSample[] }[];
  /** Decode with one slot, by tokens of context. */
  readonly decode: readonly { readonly context: number; readonly rounds: readonly DecodeSample[] }[];
  /** Decode of several slots together, by their number. */
  readonly batched: readonly { readonly slots: number; readonly rounds: readonly DecodeSample[] }[];
}

export interface ModelResult {
  readonly title: string;
  readonly facts: ModelFacts;
  /** What each way to run llama.cpp did in a quick probe; empty when there was only one way. */
  readonly probes: readonly Probe[];
  /** Of memory, around the time of the other measurements, with as many readers as threads. */
  readonly bandwidth: Bandwidth;
  readonly subjects: Partial<Record<SubjectName, SubjectResult>>;
}

/** Decode of Cria with the same tokens in caches of different sizes. */
export interface CacheRowsResult {
  readonly title: string;
  readonly context: number;
  readonly caches: readonly { readonly rows: number; readonly rounds: readonly DecodeSample[] }[];
}

/** A model that could not be measured. */
export interface Failure {
  readonly title: string;
  readonly message: string;
}

/** The content of the JSON file. */
export interface BenchResults {
  readonly date: string;
  readonly machine: Machine;
  readonly threads: number;
  /** Of memory, with one reader and with as many as threads. */
  readonly bandwidths: readonly Bandwidth[];
  /** What a reader of the results should know. */
  readonly notes: readonly string[];
  readonly models: readonly ModelResult[];
  readonly cacheRows: readonly CacheRowsResult[];
  readonly failures: readonly Failure[];
}

export const slotCounts = [1, 4, 8] as const;

/** Tokens per second of a prompt: the median over the rounds. */
export function prefillSpeed(tokens: number, rounds: readonly PrefillSample[]): number {
  return perSecond(tokens, median(rounds.map((round) => round.milliseconds)));
}

/**
 * Tokens per second over all slots: the median over the rounds of each round's median over groups of `together` steps.
 * Medians, so that another process's interruption doesn't count for or against a subject.
 */
export function decodeSpeed(rounds: readonly DecodeSample[], slots: number, together?: number): number {
  return perSecond(slots, median(rounds.map((round) => stepTime(round, together))));
}

/** Seconds of a load: the median over the rounds. */
export function loadTime(rounds: readonly FirstTokenSample[]): number {
  return median(rounds.map(({ milliseconds }) => milliseconds)) / 1000;
}

/** Milliseconds to choose one slot's next token greedily; undefined where that isn't measured. */
export function choiceTime(rounds: readonly DecodeSample[]): number | undefined {
  const times = rounds.filter(({ choose }) => choose.length > 0).map(({ choose }) => median(choose));
  return times.length > 0 ? median(times) : undefined;
}

/** The most steps whose mean is all that is known of some subject of a model. */
export function stepsTogether({ subjects }: ModelResult): number {
  const samples = Object.values(subjects).flatMap(({ decode, batched }) => [...decode, ...batched]);
  return Math.max(1, ...samples.flatMap(({ rounds }) => rounds.map(({ stepsEach }) => stepsEach)));
}

/** The largest share of the machine that other processes took during any measurement of a model's speed. */
export function disturbance({ subjects }: ModelResult): number {
  const results = Object.values(subjects).flatMap(({ prefill, decode, batched }) => [
    ...prefill,
    ...decode,
    ...batched,
  ]);
  return most(results.flatMap(({ rounds }): readonly Sample[] => rounds));
}

/** The same of caches that were compared. */
export function cacheDisturbance({ caches }: CacheRowsResult): number {
  return most(caches.flatMap(({ rounds }) => rounds));
}

function most(samples: readonly Sample[]): number {
  return Math.max(0, ...samples.map(({ others }) => others));
}
