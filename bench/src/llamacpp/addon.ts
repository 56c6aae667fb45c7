/**
 * The part of node-llama-cpp that the benchmark uses. Beneath its public classes lies a thin layer over llama.cpp's C
 * functions (`llama_decode`, the samplers); it is driven directly, since the public `evaluate()` adds 2 to 4 ms of
 * JavaScript to each token, which is not llama.cpp's. That layer is internal, hence the fixed version.
 */
export interface NodeLlamaCpp {
  getLlama(options: {
    gpu: false;
    build: "never";
    progressLogs: boolean;
    maxThreads: number;
    logLevel: "error";
  }): Promise<Llama>;
}

export interface Llama {
  /** llama.cpp's own list of the CPU features that it uses: `NAME = 1 | …`. */
  readonly systemInfo: string;
  readonly llamaCppRelease: { readonly repo: string; readonly release: string };
  readonly _bindings: { readonly AddonSampler: new (model: object) => AddonSampler };
  loadModel(options: { modelPath: string }): Promise<Model>;
}

export interface Model {
  readonly _model: object;
  createContext(options: {
    sequences: number;
    /** Rows of each sequence. */
    contextSize: number;
    batchSize: number;
    threads: number;
  }): Promise<Context>;
}

export interface Context {
  readonly currentThreads: number;
  readonly _ctx: AddonContext;
}

export interface AddonContext {
  initBatch(tokens: number): void;
  /** Adds one sequence's tokens; returns, for each of `logits` (indexes into `tokens`), its index in the batch. */
  addToBatch(sequence: number, firstPosition: number, tokens: Uint32Array, logits: Uint32Array): Uint32Array;
  /** `llama_decode` and `llama_synchronize`, on another thread. */
  decodeBatch(): Promise<void>;
  sampleToken(batchIndex: number, sampler: AddonSampler): Promise<number>;
  /** Removes a sequence's rows from the cache. */
  disposeSequence(sequence: number): void;
}

export interface AddonSampler {
  applyConfig(config: { temperature: 0 }): void;
}
