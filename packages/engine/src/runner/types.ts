import type { Grammar } from "../grammar/constraint.ts";
import type { SamplingOptions } from "../sampling/options.ts";

/** What a runner is started with. Changing any of these needs a new runner. */
export interface RunnerSettings {
  /** Path of the GGUF file. */
  readonly modelPath: string;
  /** Folder for transcoded weights, owned by Cria. */
  readonly cacheDir: string;
  /** Name of the weights within `cacheDir`, such as the blob's digest in hex. */
  readonly cacheKey: string;
  /** Most bytes that stay in `cacheDir`; absent, half of what the disk would have free without them; 0 keeps nothing. */
  readonly cacheBytes?: number | undefined;
  /** Context per request, in tokens; capped at the model's trained context. */
  readonly numCtx: number;
  /** Requests decoded together; 0 for as many as memory has room for, up to 8. */
  readonly numParallel: number;
  /** Most prompt tokens evaluated in one run. */
  readonly numBatch: number;
  /** Threads of ONNX Runtime; 0 chooses. */
  readonly numThreads: number;
}

/** What a started runner says of itself. */
export interface RunnerInfo {
  /** Effective context per request, in tokens. */
  readonly numCtx: number;
  /** Requests decoded together. */
  readonly numParallel: number;
  /** Context the model was trained with, in tokens. */
  readonly trainedContext: number;
  readonly vocabSize: number;
  readonly addBos: boolean;
  /** Bytes of weights and KV cache. */
  readonly memoryBytes: number;
  /** Instructions that its kernels use, such as "avx2". */
  readonly kernels: string;
  /** What `embed` gives; absent for a model that generates instead. */
  readonly embedding?: EmbeddingInfo;
  /** What whoever runs the machine should know. */
  readonly warning?: string;
}

/**
 * One text to embed: a text (tokenised with the model's special tokens), token ids used as they are, or, for a model that
 * ranks, a pair.
 */
export type EmbedInput = string | readonly number[] | { readonly query: string; readonly document: string };

export interface EmbedRequest {
  readonly inputs: readonly EmbedInput[];
  /** Inputs that are too long are cut to the longest input (true), or fail with code "context" and their index (false). */
  readonly truncate: boolean;
}

/** A pooled vector as the model gives it, not normalised. */
export interface Embedding {
  /** `[dimensions]`; with pooling "rank" the scores of the labels, with pooling "none" `[tokens, dimensions]`. */
  readonly vector: Float32Array;
  /** Tokens evaluated, special ones included. */
  readonly tokens: number;
}

/** How the vectors of a text's tokens become one: their mean, the first, the last, or scores of a classifier. */
export type Pooling = "none" | "mean" | "cls" | "last" | "rank";

/** What a model's embeddings are. */
export interface EmbeddingInfo {
  readonly pooling: Pooling;
  /** Width of a vector; with pooling "rank" the number of labels. */
  readonly dimensions: number;
  /** Most tokens of one input, special ones included. */
  readonly longest: number;
}

export interface GenerateOptions extends SamplingOptions {
  /** Most tokens to generate; negative is unlimited, 0 generates none. */
  readonly numPredict: number;
  /** Tokens kept at the front when the context shifts; negative keeps the whole prompt. */
  readonly numKeep: number;
  /** Texts that end the answer; they are not part of it. */
  readonly stop: readonly string[];
  /** Texts of special tokens that are part of the answer, where others are left out. */
  readonly visibleTokens?: readonly string[];
  /** Number of alternatives reported per token; absent reports no log probabilities at all. */
  readonly topLogprobs?: number;
  /** What the answer is held to; absent for free text. */
  readonly grammar?: Grammar;
  /** Most tokens that are guessed ahead and evaluated in one run with the latest; absent, 15; 0 for none. No text hangs on it. */
  readonly maxDraft?: number | undefined;
  /** When the context is full: shift (true) or end with reason "length" (false). */
  readonly shift: boolean;
}

export interface GenerateRequest {
  /** Text (tokenised with special tokens parsed, BOS added as the model asks) or token ids used as they are. */
  readonly prompt: string | readonly number[];
  readonly options: GenerateOptions;
}

export interface Logprob {
  readonly token: string;
  readonly logprob: number;
  /** UTF-8 bytes of the token, which may be a part of a character. */
  readonly bytes: readonly number[];
}

export interface TokenLogprob extends Logprob {
  readonly topLogprobs: readonly Logprob[];
}

/** Text that became final. Always whole UTF-8 characters; may be empty if it only carries log probabilities. */
export interface TextEvent {
  readonly type: "text";
  readonly text: string;
  readonly logprobs?: readonly TokenLogprob[];
  /** On the first event of an answer, which then has no text: as {@link DoneEvent.unenforced}. */
  readonly unenforced?: readonly string[];
}

export interface DoneEvent {
  readonly type: "done";
  readonly reason: "stop" | "length";
  /** Tokens of the prompt, cached ones included. */
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly generatedTokens: number;
  /** Tokens that were guessed and evaluated together with one before them, and those of them that were right. */
  readonly draftedTokens: number;
  readonly acceptedTokens: number;
  /** Keywords of the grammar's schema that decoding could not hold the answer to, if any. */
  readonly unenforced?: readonly string[];
  /** Nanoseconds. */
  readonly promptDuration: number;
  /** Nanoseconds. */
  readonly generateDuration: number;
}

export type GenerateEvent = TextEvent | DoneEvent;

/** A step of loading: bytes of weights transcoded so far. */
export interface LoadProgress {
  readonly stage: "transcoding" | "loading";
  readonly completed: number;
  readonly total: number;
}

/** What a load tells and asks whoever wants it. */
export interface LoadHooks {
  readonly onProgress?: (progress: LoadProgress) => void;
  /**
   * Called once, before the model takes memory, with the bytes that its weights and its KV cache will take. The load goes
   * on when this settles, and fails with its error.
   */
  readonly admit?: (bytes: number) => Promise<void>;
}

/** Why a runner could not do what was asked. */
export type RunnerErrorCode =
  /** The model file is not one this engine can run, or is damaged. */
  | "model"
  /** The request itself is wrong, for example a token id outside the vocabulary, or a schema that allows nothing. */
  | "request"
  /** The prompt, or an input, does not fit the context. */
  | "context"
  /** The process ended. */
  | "died"
  /** Anything else. */
  | "internal";

export class RunnerError extends Error {
  override readonly name = "RunnerError";
  readonly code: RunnerErrorCode;
  /** For "context": tokens of the prompt, or of the input. */
  readonly promptTokens: number | undefined;
  /** For an error in one of several inputs: its index. */
  readonly input: number | undefined;
  constructor(code: RunnerErrorCode, message: string, promptTokens?: number, input?: number) {
    super(message);
    this.code = code;
    this.promptTokens = promptTokens;
    this.input = input;
  }
}

/** A loaded model, wherever it runs. {@link startRunner} gives one in a child process. */
export interface Runner {
  readonly info: RunnerInfo;
  /** Process id, for the operating system's tools. */
  readonly pid: number;
  /** Settles when the process has ended, with a message that says why. */
  readonly exited: Promise<string>;
  /**
   * Streams one answer. The last event is "done". Throws {@link RunnerError}. Ending the iteration early or aborting
   * `signal` (which ends the iteration by throwing the signal's reason) stops decoding within one step.
   */
  generate(request: GenerateRequest, signal?: AbortSignal): AsyncIterable<GenerateEvent>;
  /**
   * The vectors of texts, in their order; each has the same bits whatever is embedded beside it. Texts of several calls are
   * evaluated together. Aborting `signal` rejects with its reason, and stops the work. Throws {@link RunnerError}.
   */
  embed(request: EmbedRequest, signal?: AbortSignal): Promise<Embedding[]>;
  /** Token ids of a text; `addSpecial` adds BOS/EOS as the model asks; special tokens in the text are parsed. */
  tokenize(text: string, addSpecial: boolean): Promise<number[]>;
  /** Text of token ids, special tokens left out unless `special`. */
  detokenize(tokens: readonly number[], special: boolean): Promise<string>;
  /** Ends the process; its memory is back when this settles. */
  stop(): Promise<void>;
}
