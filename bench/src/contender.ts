import type { DecodeSample, PrefillSample, Sample } from "./measure.ts";
import type { SubjectInfo, SubjectName } from "./subject.ts";

/** One side of the comparison with one model: what can be measured of it, and when it takes memory. */
export interface Contender {
  readonly name: SubjectName;
  /**
   * Starts a process, loads the model, evaluates a short prompt and chooses a token, then ends. `cold` first removes
   * what earlier loads have left on disk.
   */
  firstToken(cold: boolean): Promise<FirstTokenSample>;
  /** Makes ready for measurements with caches of `contextLength` rows for each of `slots` slots. */
  open(contextLength: number, slots: number): Promise<Side>;
}

/** Milliseconds from the start of the process to the first token. */
export interface FirstTokenSample extends Sample {
  readonly milliseconds: number;
}

/** A contender while it is measured. Several figures are asked for at once, since loading may come before each call. */
export interface Side extends AsyncDisposable {
  readonly info: SubjectInfo;
  /** Evaluation of a prompt in an empty slot, for each length. */
  prefill(lengths: readonly number[]): Promise<PrefillSample[]>;
  /** Steps of one slot behind each number of tokens. */
  decode(contexts: readonly number[], steps: number): Promise<DecodeSample[]>;
  /** Steps of each number of slots together, all empty at first. */
  decodeTogether(slotCounts: readonly number[], steps: number): Promise<DecodeSample[]>;
  /** Most bytes that were resident so far. */
  peakBytes(): Promise<number>;
}
