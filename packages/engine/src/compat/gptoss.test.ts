import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("gpt-oss of the library", () =>
  expectTranslated(
    {
      keys: { "general.architecture": "gptoss", "gptoss.block_count": 1, "tokenizer.ggml.pre": "default" },
      tensors: {
        "blk.0.attn_out.weight": [8, 3],
        "blk.0.attn_out.bias": [8],
        "blk.0.attn_sinks": [5],
        "blk.0.ffn_norm.weight": [7],
        "blk.0.ffn_gate_exps.weight": [8, 6, 2],
      },
    },
    {
      keys: {
        "general.architecture": "gpt-oss",
        "gpt-oss.block_count": 1,
        "gpt-oss.expert_feed_forward_length": 6,
        "gpt-oss.rope.scaling.type": "yarn",
        "tokenizer.ggml.pre": "gpt-4o",
      },
      tensors: {
        "blk.0.attn_output.weight": [8, 3],
        "blk.0.attn_output.bias": [8],
        "blk.0.attn_sinks.weight": [5],
        "blk.0.post_attention_norm.weight": [7],
        "blk.0.ffn_gate_exps.weight": [8, 6, 2],
      },
    },
  ));
