import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("Qwen2.5-VL of the library", () =>
  expectTranslated(
    {
      keys: {
        "general.architecture": "qwen25vl",
        "qwen25vl.block_count": 2,
        "qwen25vl.rope.mrope_section": [16, 24, 24],
        "qwen25vl.vision.block_count": 2,
      },
      tensors: { "token_embd.weight": [4, 2], "v.blk.0.ln1.weight": [3] },
    },
    {
      keys: {
        "general.architecture": "qwen2vl",
        "qwen2vl.block_count": 2,
        "qwen2vl.rope.mrope_section": [16, 24, 24],
        "qwen2vl.rope.dimension_sections": [16, 24, 24, 0],
      },
      tensors: { "token_embd.weight": [4, 2] },
    },
  ));
