import { argmax, kernelLibrary, type LoadedModel, loadModel } from "@cria/engine";
import type { Subject, SubjectInfo, SubjectSettings } from "../subject.ts";
import { transcodedPlace } from "./transcoded.ts";

/** Cria's engine in this process, without the runner around it. Its calls block until the logits are there. */
export class CriaSubject implements Subject {
  #model: LoadedModel | undefined;
  #batchSize = 0;
  /** Rows used by each slot. */
  #used: number[] = [];
  /** Each slot's logits `[logitsLength]`, views of the engine's memory. */
  #logits: Float32Array[] = [];

  async load(settings: SubjectSettings): Promise<SubjectInfo> {
    const { modelPath, benchDir, threads, slots, contextLength, batchSize } = settings;
    this.#model = await loadModel({
      modelPath,
      ...transcodedPlace(benchDir, modelPath),
      numCtx: contextLength,
      numParallel: slots,
      numBatch: batchSize,
      numThreads: threads,
    });
    this.#batchSize = batchSize;
    this.#used = new Array(slots).fill(0);
    const level = kernelLibrary()?.level;
    const kernels = level ? `its own operators (${level})` : "ONNX Runtime's operators";
    return { version: "Cria", threads, kernels };
  }

  reset(): void {
    this.#used.fill(0);
  }

  async prefill(slot: number, tokens: Uint32Array): Promise<void> {
    for (let start = 0; start < tokens.length; start += this.#batchSize) {
      const chunk = tokens.subarray(start, start + this.#batchSize);
      this.#logits[slot] = this.#loaded.evaluator.prefill(slot, chunk, this.#used[slot]!);
      this.#used[slot]! += chunk.length;
    }
  }

  async decode(tokens: Uint32Array): Promise<void> {
    const { evaluator, logitsLength } = this.#loaded;
    const logits = evaluator.step(0, tokens, this.#used.slice(0, tokens.length));
    for (let slot = 0; slot < tokens.length; slot++) {
      this.#logits[slot] = logits.subarray(slot * logitsLength, (slot + 1) * logitsLength);
      this.#used[slot]!++;
    }
  }

  async greedy(slot: number): Promise<number> {
    return argmax(this.#logits[slot]!, this.#loaded.logitsLength);
  }

  get #loaded(): LoadedModel {
    if (!this.#model) throw new Error("No model is loaded.");
    return this.#model;
  }
}
