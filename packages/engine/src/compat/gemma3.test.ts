import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("Gemma 3 of the library, with an image encoder", () =>
  expectTranslated(
    {
      keys: {
        "general.architecture": "gemma3",
        "gemma3.context_length": 131_072,
        "gemma3.mm.tokens_per_image": 256,
        "gemma3.rope.global.freq_base": { f32: 2e6 },
        "gemma3.rope.local.freq_base": { f32: 2e4 },
        "tokenizer.ggml.tokens": ["a", "b", "<image_soft_token>"],
        "tokenizer.ggml.token_type": [1, 1, 4],
      },
      tensors: { "token_embd.weight": [8, 2], "v.blk.0.attn_q.weight": [4, 3], "mm.mm_input_projection.weight": [6] },
    },
    {
      keys: {
        "general.architecture": "gemma3",
        "gemma3.context_length": 131_072,
        "gemma3.rope.freq_base": { f32: 2e6 },
        "gemma3.rope.freq_base_swa": { f32: 2e4 },
        "gemma3.attention.layer_norm_rms_epsilon": { f32: Math.fround(1e-6) },
        "gemma3.rope.scaling.type": "linear",
        "gemma3.rope.scaling.factor": { f32: 8 },
        "tokenizer.ggml.tokens": ["a", "b"],
        "tokenizer.ggml.token_type": [1, 1],
      },
      tensors: { "token_embd.weight": [8, 2] },
    },
  ));

test("the smallest one, which stretches nothing, of one converter", () =>
  expectTranslated(
    {
      keys: {
        "general.architecture": "gemma3",
        "gemma3.context_length": 32_768,
        "gemma3.attention.layer_norm_rms_epsilon": { f32: 0.5 },
        "tokenizer.ggml.add_padding_token": false,
        "tokenizer.ggml.add_unknown_token": false,
      },
    },
    {
      keys: {
        "general.architecture": "gemma3",
        "gemma3.context_length": 32_768,
        "gemma3.attention.layer_norm_rms_epsilon": { f32: 0.5 },
        "gemma3.rope.freq_base": { f32: 1e6 },
        "gemma3.rope.freq_base_swa": { f32: 1e4 },
      },
    },
  ));
