/** One test of `llama-bench`: a prompt, or steps of generation behind a context. */
export interface BenchTest {
  readonly promptTokens: number;
  readonly generated: number;
  readonly context: number;
  /** Milliseconds of each repetition. */
  readonly milliseconds: readonly number[];
}

/** Reads what `llama-bench -o jsonl` prints. Throws an Error for something else. */
export function parseBench(output: string): BenchTest[] {
  return jsonLines(output).map((line) => ({
    promptTokens: numberIn(line, "n_prompt"),
    generated: numberIn(line, "n_gen"),
    context: numberIn(line, "n_depth"),
    milliseconds: numbersIn(line, "samples_ns").map((nanoseconds) => nanoseconds / 1e6),
  }));
}

/** One test of `llama-batched-bench`. */
export interface BatchedTest {
  readonly slots: number;
  /** Steps, each of which generates a token in every slot. */
  readonly steps: number;
  readonly milliseconds: number;
}

/** Reads what `llama-batched-bench --output-format jsonl` prints. Throws an Error for something else. */
export function parseBatchedBench(output: string): BatchedTest[] {
  return jsonLines(output).map((line) => ({
    slots: numberIn(line, "pl"),
    steps: numberIn(line, "tg"),
    milliseconds: numberIn(line, "t_tg") * 1000,
  }));
}

type JsonObject = Readonly<Record<string, unknown>>;

function jsonLines(output: string): JsonObject[] {
  const lines = output.split("\n").filter((line) => line.startsWith("{"));
  if (lines.length === 0) throw new Error(`llama.cpp's program printed no results:\n${output.slice(0, 1000)}`);
  return lines.map((line) => JSON.parse(line) as JsonObject);
}

function numberIn(line: JsonObject, key: string): number {
  const value = line[key];
  if (typeof value !== "number") throw new Error(`llama.cpp's results have no number "${key}".`);
  return value;
}

function numbersIn(line: JsonObject, key: string): number[] {
  const value = line[key];
  if (!Array.isArray(value) || !value.every((element) => typeof element === "number")) {
    throw new Error(`llama.cpp's results have no numbers "${key}".`);
  }
  return value;
}
