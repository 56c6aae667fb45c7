import { readFileSync } from "node:fs";
import type { Subject, SubjectInfo, SubjectSettings } from "../subject.ts";
import type { AddonContext, AddonSampler, NodeLlamaCpp } from "./addon.ts";
import { moduleUrl, nodeLlamaCppVersion } from "./install.ts";

/** llama.cpp with its defaults: F16 cache, flash attention where it chooses to, weights repacked for the CPU. */
export class LlamaCppSubject implements Subject {
  #context: AddonContext | undefined;
  #sampler: AddonSampler | undefined;
  #batchSize = 0;
  /** Rows used by each slot. */
  #used: number[] = [];
  /** Where each slot's logits lie in the last batch. */
  #logits: number[] = [];

  async load(settings: SubjectSettings): Promise<SubjectInfo> {
    const { getLlama } = (await import(moduleUrl(settings.benchDir))) as NodeLlamaCpp;
    const { threads, slots, contextLength, batchSize, modelPath } = settings;
    const llama = await getLlama({
      gpu: false,
      build: "never",
      progressLogs: false,
      maxThreads: threads,
      logLevel: "error",
    });
    const model = await llama.loadModel({ modelPath });
    const context = await model.createContext({ sequences: slots, contextSize: contextLength, batchSize, threads });
    this.#context = context._ctx;
    this.#sampler = new llama._bindings.AddonSampler(model._model);
    this.#sampler.applyConfig({ temperature: 0 });
    this.#batchSize = batchSize;
    this.#used = new Array(slots).fill(0);
    const { repo, release } = llama.llamaCppRelease;
    return {
      version: `llama.cpp ${release} (${repo}) in node-llama-cpp ${nodeLlamaCppVersion}`,
      threads: context.currentThreads,
      kernels: [cpuLibrary(), ...enabledFeatures(llama.systemInfo)].join(" "),
    };
  }

  reset(): void {
    for (let slot = 0; slot < this.#used.length; slot++) {
      this.#loaded.disposeSequence(slot);
      this.#used[slot] = 0;
    }
  }

  async prefill(slot: number, tokens: Uint32Array): Promise<void> {
    for (let start = 0; start < tokens.length; start += this.#batchSize) {
      const chunk = tokens.subarray(start, start + this.#batchSize);
      this.#loaded.initBatch(chunk.length);
      this.#add(slot, chunk, start + chunk.length === tokens.length);
      await this.#loaded.decodeBatch();
    }
  }

  async decode(tokens: Uint32Array): Promise<void> {
    this.#loaded.initBatch(tokens.length);
    for (let slot = 0; slot < tokens.length; slot++) this.#add(slot, tokens.subarray(slot, slot + 1), true);
    await this.#loaded.decodeBatch();
  }

  greedy(slot: number): Promise<number> {
    return this.#loaded.sampleToken(this.#logits[slot]!, this.#sampler!);
  }

  get #loaded(): AddonContext {
    if (!this.#context) throw new Error("No model is loaded.");
    return this.#context;
  }

  #add(slot: number, tokens: Uint32Array, withLogits: boolean): void {
    const wanted = withLogits ? Uint32Array.of(tokens.length - 1) : new Uint32Array();
    const [index] = this.#loaded.addToBatch(slot, this.#used[slot]!, tokens, wanted);
    this.#used[slot]! += tokens.length;
    if (index !== undefined) this.#logits[slot] = index;
  }
}

/** Names of the features that are on in llama.cpp's system information. */
export function enabledFeatures(systemInfo: string): string[] {
  return [...systemInfo.matchAll(/(\w+) = 1\b/g)].map((match) => match[1]!);
}

/** Which of its libraries for kinds of CPU llama.cpp loaded, where the system tells (Linux). */
function cpuLibrary(): string {
  try {
    return /libggml-cpu[\w-]*(?=\.so)/.exec(readFileSync("/proc/self/maps", "utf8"))?.[0] ?? "libggml-cpu";
  } catch {
    return "libggml-cpu";
  }
}
