import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("Gemma 4 of the library, with eyes and ears", () =>
  expectTranslated(
    {
      keys: {
        "general.architecture": "gemma4",
        "gemma4.vision.block_count": 1,
        "gemma4.audio.block_count": 1,
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.pre": "gemma4",
      },
      tensors: {
        "a.blk.0.attn_q.weight": [2],
        "v.blk.0.attn_q.weight": [3],
        "mm.0.weight": [4],
        "model.vision_tower.x": [5],
        "blk.0.ffn_gate_exps.weight": [8, 4, 2],
        "blk.0.ffn_up_exps.weight": [8, 5, 2],
        "blk.0.ffn_gate_inp.per_expert_scale": [6],
      },
    },
    {
      keys: {
        "general.architecture": "gemma4",
        "tokenizer.ggml.model": "gemma4",
        "tokenizer.ggml.pre": "gemma4",
      },
      tensors: {
        "blk.0.ffn_gate_exps.weight": [8, 4, 2],
        "blk.0.ffn_up_exps.weight": [8, 5, 2],
        "blk.0.ffn_down_exps.scale": [6],
      },
    },
  ));
