import type { Contender, FirstTokenSample, Side } from "./contender.ts";
import { type Patience, undisturbed, watchOthers } from "./disturbance.ts";
import type { DecodeRequest, DecodeSample } from "./measure.ts";
import type { SubjectInfo, SubjectName, SubjectSettings } from "./subject.ts";
import { type StartOptions, SubjectProcess } from "./subject-process.ts";

export interface ChildSettings extends StartOptions {
  readonly model: Pick<SubjectSettings, "modelPath" | "vocabSize">;
  readonly threads: number;
  readonly benchDir: string;
  readonly patience: Patience;
  /** Removes what loads of the model have left on disk. */
  readonly forget?: () => Promise<void>;
}

const batchSize = 512;
const firstTokenRows = 512;

/** An engine that runs in a child of ours and is timed there by the loops of measure.ts. */
export class ChildContender implements Contender {
  readonly #settings: ChildSettings;

  constructor(
    readonly name: SubjectName,
    settings: ChildSettings,
  ) {
    this.#settings = settings;
  }

  firstToken(cold: boolean): Promise<FirstTokenSample> {
    return undisturbed(async () => {
      if (cold) await this.#settings.forget?.();
      const others = watchOthers();
      const start = performance.now();
      await using process = new SubjectProcess(this.name, this.#settings);
      await this.#load(process, firstTokenRows, 1);
      await process.request("firstToken", {});
      const milliseconds = performance.now() - start;
      const { cpuMilliseconds } = await process.request("usage", {});
      return { milliseconds, others: others(cpuMilliseconds) };
    }, this.#settings.patience);
  }

  async open(contextLength: number, slots: number): Promise<Side> {
    const process = new SubjectProcess(this.name, this.#settings);
    try {
      const info = await this.#load(process, contextLength, slots);
      return new ChildSide(process, info, this.#settings.patience);
    } catch (error) {
      await process.close();
      throw error;
    }
  }

  #load(process: SubjectProcess, contextLength: number, slots: number): Promise<SubjectInfo> {
    const { model, threads, benchDir } = this.#settings;
    return process.request("load", { ...model, threads, benchDir, contextLength, slots, batchSize });
  }
}

class ChildSide implements Side {
  /** Prompt lengths that were evaluated before. */
  readonly #known = new Set<number>();

  constructor(
    readonly process: SubjectProcess,
    readonly info: SubjectInfo,
    readonly patience: Patience,
  ) {}

  prefill(lengths: readonly number[]) {
    return inOrder(lengths, async (tokens) => {
      // The first run of a shape allocates and touches its memory.
      if (!this.#known.has(tokens)) await this.process.request("prefill", { tokens });
      this.#known.add(tokens);
      return undisturbed(() => this.process.request("prefill", { tokens }), this.patience);
    });
  }

  decode(contexts: readonly number[], steps: number): Promise<DecodeSample[]> {
    return inOrder(contexts, (context) => this.#decode({ slots: 1, context, steps }));
  }

  decodeTogether(slotCounts: readonly number[], steps: number): Promise<DecodeSample[]> {
    return inOrder(slotCounts, (slots) => this.#decode({ slots, context: 0, steps }));
  }

  async peakBytes(): Promise<number> {
    return (await this.process.request("usage", {})).peakBytes;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.process.close();
  }

  #decode(request: DecodeRequest): Promise<DecodeSample> {
    return undisturbed(() => this.process.request("decode", request), this.patience);
  }
}

async function inOrder<T, R>(values: readonly T[], measure: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const value of values) results.push(await measure(value));
  return results;
}
