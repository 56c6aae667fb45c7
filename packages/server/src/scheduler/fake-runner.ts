import {
  type Embedding,
  type EmbedInput,
  type EmbedRequest,
  type GenerateEvent,
  type GenerateRequest,
  type LoadProgress,
  type Runner,
  RunnerError,
  type RunnerInfo,
  type RunnerSettings,
} from "@cria/engine";
import type { StartRunner } from "./load-runner.ts";

export interface FakeRunnerOptions {
  /** What it answers, piece by piece; by default always the same three words. */
  readonly answer?: (request: GenerateRequest) => readonly (string | GenerateEvent | Error)[];
  /** Waited for before each piece. */
  readonly pace?: () => Promise<void>;
  readonly info?: Partial<RunnerInfo>;
  /** The vector of an input, given its tokens; by default some numbers that follow from them. */
  readonly vector?: (tokens: readonly number[], input: EmbedInput) => Float32Array;
  /** Bytes that it takes; 1000 if absent. */
  readonly memoryOf?: (settings: RunnerSettings) => number;
  /** Why it can't be loaded. */
  readonly loadError?: Error;
}

const bos = 1;

function vectorOf(tokens: readonly number[], dimensions: number): Float32Array {
  return Float32Array.from({ length: dimensions }, (_, i) => {
    return tokens.reduce((sum, token, place) => sum + Math.sin(token * (i + 1) + place), 0);
  });
}

const memoryOf = (settings: RunnerSettings, options: FakeRunnerOptions) => options.memoryOf?.(settings) ?? 1000;

/** A runner without a model, for tests. Its tokens are code points, with 1 as BOS. */
export class FakeRunner implements Runner {
  readonly info: RunnerInfo;
  readonly pid = 0;
  readonly exited: Promise<string>;
  readonly settings: RunnerSettings;
  readonly requests: GenerateRequest[] = [];
  readonly embedRequests: EmbedRequest[] = [];
  inFlight = 0;
  mostInFlight = 0;
  dead = false;
  readonly #options: FakeRunnerOptions;
  readonly #death = new AbortController();
  readonly #exit: (reason: string) => void;

  constructor(settings: RunnerSettings, options: FakeRunnerOptions = {}) {
    this.settings = settings;
    this.#options = options;
    const trainedContext = options.info?.trainedContext ?? 1024;
    this.info = {
      numCtx: Math.min(settings.numCtx, trainedContext),
      numParallel: settings.numParallel || 8,
      trainedContext,
      vocabSize: 0x110000,
      addBos: true,
      memoryBytes: memoryOf(settings, options),
      kernels: "portable",
      ...options.info,
    };
    const { promise, resolve } = Promise.withResolvers<string>();
    this.exited = promise;
    this.#exit = resolve;
  }

  /** Ends as if the process had been killed. */
  die(reason = "killed by SIGKILL"): void {
    this.dead = true;
    this.#death.abort(new RunnerError("died", reason));
    this.#exit(reason);
  }

  async *generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    this.requests.push(request);
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      const stop = AbortSignal.any(signal === undefined ? [this.#death.signal] : [this.#death.signal, signal]);
      const aborted = new Promise<never>((_, reject) => {
        if (stop.aborted) reject(stop.reason);
        stop.addEventListener("abort", () => reject(stop.reason));
      });
      aborted.catch(() => {});
      const { numPredict } = request.options;
      let generatedTokens = 0;
      let reason: "stop" | "length" = "stop";
      for (const piece of this.#options.answer?.(request) ?? ["Once", " upon", " a time"]) {
        if (numPredict >= 0 && generatedTokens >= numPredict) {
          reason = "length";
          break;
        }
        await Promise.race([this.#options.pace?.() ?? Promise.resolve(), aborted]);
        stop.throwIfAborted();
        if (piece instanceof Error) throw piece;
        generatedTokens++;
        yield typeof piece === "string" ? { type: "text", text: piece } : piece;
      }
      const tokens = typeof request.prompt === "string" ? this.encode(request.prompt, true) : request.prompt;
      yield {
        type: "done",
        reason,
        promptTokens: tokens.length,
        cachedTokens: 0,
        generatedTokens,
        draftedTokens: 0,
        acceptedTokens: 0,
        promptDuration: 1000,
        generateDuration: 2000,
      };
    } finally {
      this.inFlight--;
    }
  }

  encode(text: string, addSpecial: boolean): number[] {
    const tokens = Array.from(text, (character) => character.codePointAt(0)!);
    return addSpecial && this.info.addBos ? [bos, ...tokens] : tokens;
  }

  async embed(request: EmbedRequest, signal?: AbortSignal): Promise<Embedding[]> {
    this.embedRequests.push(request);
    const stop = AbortSignal.any(signal === undefined ? [this.#death.signal] : [this.#death.signal, signal]);
    await this.#options.pace?.();
    stop.throwIfAborted();
    const { embedding } = this.info;
    if (embedding === undefined) throw new RunnerError("request", "this model does not support embeddings");
    return request.inputs.map((input, index) => {
      const tokens = this.#tokensOf(input);
      if (tokens.length > embedding.longest && !request.truncate) {
        throw new RunnerError("context", "input is too long", tokens.length, index);
      }
      const kept = tokens.slice(0, embedding.longest);
      const vector = this.#options.vector?.(kept, input) ?? vectorOf(kept, embedding.dimensions);
      return { vector, tokens: kept.length };
    });
  }

  #tokensOf(input: EmbedInput): readonly number[] {
    if (typeof input === "string") return this.encode(input, true);
    return "query" in input ? this.encode(input.query + input.document, true) : input;
  }

  async tokenize(text: string, addSpecial: boolean): Promise<number[]> {
    this.#death.signal.throwIfAborted();
    return this.encode(text, addSpecial);
  }

  async detokenize(tokens: readonly number[], special: boolean): Promise<string> {
    this.#death.signal.throwIfAborted();
    return String.fromCodePoint(...(special ? tokens : tokens.filter((token) => token !== bos)));
  }

  async stop(): Promise<void> {
    this.die("stopped");
  }
}

/** Starts {@link FakeRunner}s and keeps them, with loads that end when the test says so if `manual`. */
export class FakeRunners {
  readonly started: FakeRunner[] = [];
  readonly loads: FakeLoad[] = [];
  options: FakeRunnerOptions;
  readonly #manual: boolean;

  constructor(options: FakeRunnerOptions = {}, manual = false) {
    this.options = options;
    this.#manual = manual;
  }

  /** Runners whose process exists, loading ones included. */
  get alive(): number {
    return this.started.filter((runner) => !runner.dead).length + this.loads.filter((load) => !load.over).length;
  }

  readonly start: StartRunner = async (settings, hooks) => {
    const load = new FakeLoad(settings, hooks.onProgress ?? (() => {}));
    this.loads.push(load);
    hooks.signal?.addEventListener("abort", () => load.fail(hooks.signal?.reason));
    await hooks.admit?.(memoryOf(settings, this.options)).catch((error: unknown) => {
      load.fail(error);
    });
    if (this.options.loadError !== undefined) load.fail(this.options.loadError);
    else if (!this.#manual) load.finish();
    await load.ended;
    const runner = new FakeRunner(settings, this.options);
    this.started.push(runner);
    return runner;
  };
}

/** One start of a runner under a test's control. */
export class FakeLoad {
  readonly settings: RunnerSettings;
  readonly progress: (progress: LoadProgress) => void;
  readonly ended: Promise<void>;
  over = false;
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;

  constructor(settings: RunnerSettings, progress: (progress: LoadProgress) => void) {
    this.settings = settings;
    this.progress = progress;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ended = promise;
    // It may fail before anybody waits for it.
    promise.catch(() => {});
    this.#resolve = resolve;
    this.#reject = reject;
  }

  finish(): void {
    this.over = true;
    this.#resolve();
  }

  fail(error: unknown): void {
    this.over = true;
    this.#reject(error);
  }
}
