import { expect, test } from "bun:test";
import { parseBatchedBench, parseBench } from "./bench-output.ts";

test("llama-bench's lines are tests with the times of their repetitions", () => {
  const output = [
    "a line of its own",
    '{"build_number": 1, "n_prompt": 512, "n_gen": 0, "n_depth": 0, "samples_ns": [ 1500000 ], "samples_ts": [ 1 ]}',
    '{"n_prompt": 0, "n_gen": 16, "n_depth": 4000, "samples_ns": [ 2000000, 3000000 ]}',
  ].join("\n");
  expect(parseBench(output)).toEqual([
    { promptTokens: 512, generated: 0, context: 0, milliseconds: [1.5] },
    { promptTokens: 0, generated: 16, context: 4000, milliseconds: [2, 3] },
  ]);
});

test("llama-batched-bench's lines are tests of several slots", () => {
  const output = '\n{"n_kv_max": 2048, "pp": 1, "tg": 16, "pl": 4, "t_pp": 0.03, "t_tg": 0.5, "speed_tg": 128}\n';
  expect(parseBatchedBench(output)).toEqual([{ slots: 4, steps: 16, milliseconds: 500 }]);
});

test.each(["", "nothing", "{", '{"n_prompt": 1}', '{"n_prompt": 1, "n_gen": 0, "n_depth": 0, "samples_ns": ["1"]}'])(
  "%p has no results",
  (output) => {
    expect(() => parseBench(output)).toThrow();
    expect(() => parseBatchedBench(output)).toThrow();
  },
);
