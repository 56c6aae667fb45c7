import { expect, test } from "bun:test";
import { formatMetrics } from "./metrics.ts";

test("all timings", () => {
  const text = formatMetrics({
    total_duration: 1_500_000_000,
    load_duration: 250_000_000,
    prompt_eval_count: 26,
    prompt_eval_duration: 130_000_000,
    eval_count: 298,
    eval_duration: 1_000_000_000,
  });
  expect(text).toBe(`total duration:       1.5s
load duration:        250ms
prompt eval count:    26 token(s)
prompt eval duration: 130ms
prompt eval rate:     200.00 tokens/s
eval count:           298 token(s)
eval duration:        1s
eval rate:            298.00 tokens/s
`);
});

test("what the server leaves out is left out", () => {
  expect(formatMetrics({ total_duration: 1000, eval_count: 0 })).toBe("total duration:       1µs\n");
});
