import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("DeepSeek-OCR of the library", () =>
  expectTranslated(
    {
      keys: { "general.architecture": "deepseekocr", "deepseekocr.block_count": 2 },
      tensors: {
        "blk.1.ffn_down_exps.weight": [6, 4, 2],
        "blk.1.ffn_down_shexp.weight": [12, 4],
        "s.patch_embd.weight": [3],
        "v.blk.0.ln1.weight": [5],
        "mm.layers.weight": [7],
      },
    },
    {
      keys: {
        "general.architecture": "deepseek2-ocr",
        "deepseek2-ocr.block_count": 2,
        "deepseek2-ocr.attention.layer_norm_rms_epsilon": { f32: Math.fround(1e-6) },
        "deepseek2-ocr.expert_feed_forward_length": 6,
        "deepseek2-ocr.expert_shared_count": 2,
      },
      tensors: { "blk.1.ffn_down_exps.weight": [6, 4, 2], "blk.1.ffn_down_shexp.weight": [12, 4] },
    },
  ));
