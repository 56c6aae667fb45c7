import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("GLM-OCR of the library", () =>
  expectTranslated(
    {
      keys: {
        "general.architecture": "glmocr",
        "glmocr.block_count": 1,
        "glmocr.attention.key_length": 128,
        "glmocr.rope.mrope_section": [16, 24, 24],
        "glmocr.vision.block_count": 2,
        "tokenizer.ggml.pre": "llama-bpe",
      },
      tensors: {
        "blk.0.attn_out.weight": [2],
        "blk.0.post_attn_norm.weight": [3],
        "blk.0.post_ffn_norm.weight": [4],
        "blk.0.ffn_gate.weight": [8, 5],
        "blk.0.ffn_up.weight": [8, 6],
        "v.blk.0.ln1.weight": [7],
      },
    },
    {
      keys: {
        "general.architecture": "glm4",
        "glm4.block_count": 1,
        "glm4.attention.key_length": 128,
        "glm4.rope.mrope_section": [16, 24, 24],
        "glm4.rope.dimension_sections": [16, 24, 24, 0],
        "glm4.rope.dimension_count": 128,
        "tokenizer.ggml.pre": "chatglm-bpe",
      },
      tensors: {
        "blk.0.attn_output.weight": [2],
        "blk.0.post_attention_norm.weight": [3],
        "blk.0.post_ffw_norm.weight": [4],
        "blk.0.ffn_gate.weight": [8, 5],
        "blk.0.ffn_up.weight": [8, 6],
      },
    },
  ));
