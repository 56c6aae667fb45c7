import { join } from "node:path";
import { measureBandwidth } from "./bandwidth.ts";
import { ChildContender } from "./child-contender.ts";
import type { Contender } from "./contender.ts";
import { forgetTranscoded } from "./cria/transcoded.ts";
import { LlamaCpp } from "./llamacpp/llama-cpp.ts";
import { fastest, type Probe } from "./llamacpp/peer.ts";
import { Programs } from "./llamacpp/programs.ts";
import { discard, type ProvidedModel, provide, type Workshop } from "./models/provide.ts";
import type { ModelSource } from "./models/sources.ts";
import type { BenchOptions } from "./options.ts";
import type { CacheRowsResult, ModelResult } from "./results.ts";
import { cacheRowsContext, measureCacheRows, measureModel } from "./run.ts";

/** Takes a line of progress. */
export type Say = (line: string) => void;

/** Rows of a cache for a load that is only tried. */
const leastRows = 64;

/** What the measurements of all models have in common. */
export class Session {
  readonly #workshop: Workshop;
  #llamaCpp: LlamaCpp | undefined;

  constructor(
    readonly options: BenchOptions,
    readonly threads: number,
  ) {
    const { benchDir, seed, toolsDir } = options;
    this.#workshop = { folder: join(benchDir, "models"), seed, threads, programs: Programs.in(toolsDir) };
  }

  /** What a reader of the results should know. */
  get notes(): readonly string[] {
    return this.#llamaCpp?.notes ?? [];
  }

  async prepareLlamaCpp(progress: Say): Promise<void> {
    this.#llamaCpp = await LlamaCpp.prepare({ ...this.options, threads: this.threads }, progress);
  }

  /** A model; what Cria made of it goes when it is disposed of, its file only if that was asked for. */
  async make(source: ModelSource): Promise<AsyncDisposable & { readonly model: ProvidedModel }> {
    const model = await provide(source, this.#workshop);
    const dispose = async () => {
      await forgetTranscoded(this.options.benchDir, model.path);
      if (this.options.discard) await discard(source, model);
    };
    return { model, [Symbol.asyncDispose]: dispose };
  }

  async measure(model: ProvidedModel, say: Say): Promise<Omit<ModelResult, "title">> {
    const { facts } = model;
    const { steps, repeat, patience } = this.options;
    const fits = (rows: number) => rows <= facts.contextLength;
    const prompts = this.options.prompts.filter(fits);
    const contexts = this.options.contexts.filter((context) => fits(context + steps));
    if (prompts.length === 0 || contexts.length === 0) {
      throw new Error(`its context of ${facts.contextLength} tokens is shorter than all that is to be measured`);
    }
    const { contenders, probes } = await this.#contenders(model, say);
    const before = await measureBandwidth(this.threads, patience);
    const subjects = await measureModel({ contenders, prompts, contexts, repeat, steps, progress: say });
    const after = await measureBandwidth(this.threads, patience);
    const bandwidth = before.bytesPerSecond > after.bytesPerSecond ? before : after;
    return { facts, probes, bandwidth, subjects };
  }

  async cacheRows(model: ProvidedModel, say: Say): Promise<Omit<CacheRowsResult, "title">> {
    const { repeat, steps } = this.options;
    const caches = await measureCacheRows(this.#cria(model), { repeat, steps, progress: say });
    return { context: cacheRowsContext, caches };
  }

  /** Those that are to be compared with a model: Cria, and the fastest llama.cpp. */
  async #contenders(model: ProvidedModel, say: Say): Promise<{ contenders: Contender[]; probes: readonly Probe[] }> {
    const contenders: Contender[] = [];
    if (this.options.subjects.includes("cria")) {
      const cria = this.#cria(model);
      // A model that Cria can't load needs no other measurements.
      await using _ = await cria.open(leastRows, 1);
      contenders.push(cria);
    }
    const ways = this.#llamaCpp?.contendersFor(this.#asked(model)) ?? [];
    if (ways.length < 2) return { contenders: [...contenders, ...ways], probes: [] };
    say("probe of llama.cpp");
    const { contender, probes } = await fastest(ways);
    return { contenders: [...contenders, contender], probes };
  }

  #cria(model: ProvidedModel): Contender {
    const { benchDir, level, patience } = this.options;
    return new ChildContender("cria", {
      model: this.#asked(model),
      threads: this.threads,
      benchDir,
      patience,
      env: level === undefined ? {} : { CRIA_KERNELS: level },
      forget: () => forgetTranscoded(benchDir, model.path),
    });
  }

  #asked({ path, facts }: ProvidedModel) {
    return { modelPath: path, vocabSize: facts.vocabSize };
  }
}
