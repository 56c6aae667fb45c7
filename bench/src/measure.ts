import { watchOthers } from "./disturbance.ts";
import { xorshift32 } from "./random.ts";
import type { Subject } from "./subject.ts";

/** What every measurement tells besides its own figures. */
export interface Sample {
  /** Share of all cores' time that other processes took meanwhile, 0 to 1. */
  readonly others: number;
}

export interface PrefillSample extends Sample {
  readonly milliseconds: number;
}

/** Milliseconds of the steps of a decode measurement, in order. */
export interface DecodeSample extends Sample {
  /** Evaluation of one step, until its logits are in memory: what llama-bench counts. */
  readonly evaluate: readonly number[];
  /** Greedy choice of the next tokens of all slots from those logits; empty where that isn't measured. */
  readonly choose: readonly number[];
  /** Steps that each element of `evaluate` is the mean of. */
  readonly stepsEach: number;
}

export interface DecodeRequest {
  /** Slots decoded together. */
  readonly slots: number;
  /** Tokens in each slot before the first timed step. */
  readonly context: number;
  /** Timed steps. */
  readonly steps: number;
}

/** Steps that are not timed: threads wake up and buffers get their size. */
const warmUpSteps = 3;

/** Times the evaluation of a prompt of random tokens in an empty slot. */
export async function measurePrefill(subject: Subject, vocabSize: number, tokens: number): Promise<PrefillSample> {
  subject.reset();
  const prompt = randomTokens(vocabSize, tokens, tokens);
  const others = watchOthers();
  const start = performance.now();
  await subject.prefill(0, prompt);
  return { milliseconds: performance.now() - start, others: others() };
}

/** Times single decode steps with `context` tokens before the first; each slot goes on with the tokens it chose. */
export async function measureDecode(
  subject: Subject,
  vocabSize: number,
  { slots, context, steps }: DecodeRequest,
): Promise<DecodeSample> {
  subject.reset();
  const filled = Math.max(0, context - warmUpSteps);
  let next = randomTokens(vocabSize, slots, 1);
  for (let slot = 0; slot < slots && filled > 0; slot++) {
    await subject.prefill(slot, randomTokens(vocabSize, filled, slot + 1));
  }
  // An empty cache has no room for a warm-up before its first token, so there it comes first and is forgotten.
  for (let step = 0; step < warmUpSteps; step++) await subject.decode(next);
  if (context === 0) subject.reset();

  const evaluate: number[] = [];
  const choose: number[] = [];
  const others = watchOthers();
  for (let step = 0; step < steps; step++) {
    const start = performance.now();
    await subject.decode(next);
    const evaluated = performance.now();
    next = new Uint32Array(slots);
    for (let slot = 0; slot < slots; slot++) next[slot] = await subject.greedy(slot);
    evaluate.push(evaluated - start);
    choose.push(performance.now() - evaluated);
  }
  return { evaluate, choose, stepsEach: 1, others: others() };
}

/** Token ids that are neither special nor bytes in the benchmark's vocabulary, nor in most that begin with those. */
export function randomTokens(vocabSize: number, count: number, seed: number): Uint32Array {
  const firstPlain = vocabSize > 259 ? 259 : vocabSize >> 1;
  const tokens = new Uint32Array(count);
  xorshift32(seed * 7919)(tokens);
  return tokens.map((token) => firstPlain + (token % (vocabSize - firstPlain)));
}
