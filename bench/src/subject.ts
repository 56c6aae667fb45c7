/** What a subject is loaded with. */
export interface SubjectSettings {
  /** Path of the GGUF file. */
  readonly modelPath: string;
  readonly vocabSize: number;
  readonly threads: number;
  /** Rows of each slot's cache. */
  readonly contextLength: number;
  readonly slots: number;
  /** Most prompt tokens evaluated in one run. */
  readonly batchSize: number;
  /** Folder of the benchmark's own files: models, llama.cpp, transcoded weights. */
  readonly benchDir: string;
}

/**
 * An engine under measurement, driven by token ids. It is timed by the same loops whichever engine it is
 * (see measure.ts), so each method does one thing and returns when its result is in memory.
 */
export interface Subject {
  /** Loads the model, ready for the first token. Returns what a reader of the results wants to know of the engine. */
  load(settings: SubjectSettings): Promise<SubjectInfo>;
  /** Forgets all tokens of all slots. */
  reset(): void;
  /** Appends tokens to a slot and computes the logits of the last one. */
  prefill(slot: number, tokens: Uint32Array): Promise<void>;
  /** One decode step of slots 0 to n-1: appends `tokens[i]` to slot i and computes the logits of each. */
  decode(tokens: Uint32Array): Promise<void>;
  /** The likeliest next token of a slot that took part in the last evaluation. */
  greedy(slot: number): Promise<number>;
}

export interface SubjectInfo {
  /** Name and version of the engine. */
  readonly version: string;
  /** Threads it really uses. */
  readonly threads: number;
  /** Variant of its kernels, or what of the CPU it uses. */
  readonly kernels: string;
}

export const subjectNames = ["llamacpp", "cria"] as const;
export type SubjectName = (typeof subjectNames)[number];
