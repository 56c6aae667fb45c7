import type { Contender, FirstTokenSample, Side } from "../contender.ts";
import { type Patience, undisturbed } from "../disturbance.ts";
import type { DecodeSample, PrefillSample } from "../measure.ts";
import type { SubjectInfo } from "../subject.ts";
import { parseBatchedBench, parseBench } from "./bench-output.ts";
import type { ProgramName, Programs } from "./programs.ts";

/** Steps that `llama-bench` times as one. Several short runs, so that the interruption of one can be told. */
const stepsEach = 16;
/** Rows of each slot in `llama-batched-bench`. */
const batchedRows = 512;

/** llama.cpp's own programs with their defaults, on as many threads as Cria. Each measurement loads the model anew. */
export class ToolsContender implements Contender {
  readonly name = "llamacpp";

  constructor(
    readonly programs: Programs,
    readonly info: SubjectInfo,
    readonly modelPath: string,
    readonly patience: Patience,
  ) {}

  /** llama.cpp leaves nothing on disk, so a cold load is like any other. */
  async firstToken(): Promise<FirstTokenSample> {
    const options = ["--no-conversation", "--no-warmup", "--no-display-prompt", "--ignore-eos"];
    const sizes = ["--predict", "1", "--ctx-size", "512", "--prompt", "a"];
    return undisturbed(async () => {
      const { firstOutput, others } = await this.run("llama-completion", [...options, ...sizes]);
      return { milliseconds: firstOutput, others };
    }, this.patience);
  }

  async open(): Promise<Side> {
    return new ToolsSide(this);
  }

  run(program: ProgramName, args: readonly string[]) {
    const { threads } = this.info;
    return this.programs.run(program, ["--model", this.modelPath, "--threads", `${threads}`, ...args]);
  }
}

class ToolsSide implements Side {
  readonly info: SubjectInfo;
  #peakBytes = 0;

  constructor(readonly contender: ToolsContender) {
    this.info = contender.info;
  }

  async prefill(lengths: readonly number[]): Promise<PrefillSample[]> {
    const args = ["-p", lengths.join(","), "-n", "0", "-r", "1", "-o", "jsonl"];
    const { results, others } = await this.#measure("llama-bench", args, parseBench);
    return lengths.map((tokens) => {
      const test = results.find(({ promptTokens }) => promptTokens === tokens);
      return { milliseconds: present(test?.milliseconds[0]), others };
    });
  }

  async decode(contexts: readonly number[], steps: number): Promise<DecodeSample[]> {
    const repeats = `${Math.ceil(steps / stepsEach)}`;
    const args = ["-p", "0", "-n", `${stepsEach}`, "-d", contexts.join(","), "-r", repeats, "-o", "jsonl"];
    const { results, others } = await this.#measure("llama-bench", args, parseBench);
    return contexts.map((wanted) => {
      const test = present(results.find(({ context, generated }) => context === wanted && generated === stepsEach));
      return { evaluate: test.milliseconds.map((total) => total / stepsEach), choose: [], stepsEach, others };
    });
  }

  async decodeTogether(slotCounts: readonly number[], steps: number): Promise<DecodeSample[]> {
    const repeats = new Array(Math.ceil(steps / stepsEach)).fill(stepsEach).join(",");
    const rows = `${batchedRows * Math.max(...slotCounts)}`;
    // Its prompts can't be empty, but may be of one token.
    const args = ["-npp", "1", "-ntg", repeats, "-npl", slotCounts.join(","), "-c", rows, "--output-format", "jsonl"];
    const { results, others } = await this.#measure("llama-batched-bench", args, parseBatchedBench);
    return slotCounts.map((wanted) => {
      const evaluate = results.filter(({ slots }) => slots === wanted).map((test) => test.milliseconds / test.steps);
      return { evaluate: present(evaluate.length > 0 ? evaluate : undefined), choose: [], stepsEach, others };
    });
  }

  async peakBytes(): Promise<number> {
    return this.#peakBytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #measure<T>(program: ProgramName, args: readonly string[], parse: (output: string) => T) {
    return undisturbed(async () => {
      const { stdout, peakBytes, others } = await this.contender.run(program, args);
      this.#peakBytes = Math.max(this.#peakBytes, peakBytes);
      return { results: parse(stdout), others };
    }, this.contender.patience);
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("llama.cpp's program left out a measurement that was asked for.");
  return value;
}
