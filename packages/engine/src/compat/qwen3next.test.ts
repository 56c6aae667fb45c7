import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("Qwen3-Next of the library", () =>
  expectTranslated(
    {
      keys: { "general.architecture": "qwen3next", "qwen3next.attention.head_count_kv": [0, 0, 0, 2] },
      tensors: { "blk.0.ssm_dt": [6], "blk.0.ssm_a": [5] },
    },
    {
      keys: { "general.architecture": "qwen3next", "qwen3next.attention.head_count_kv": 2 },
      tensors: { "blk.0.ssm_dt.bias": [6], "blk.0.ssm_a": [5] },
    },
  ));
