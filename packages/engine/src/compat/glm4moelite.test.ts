import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("GLM-4.7 Flash of the library", () =>
  expectTranslated(
    {
      keys: {
        "general.architecture": "glm4moelite",
        "glm4moelite.attention.head_count_kv": 20,
        "glm4moelite.attention.key_length": 256,
        "glm4moelite.attention.value_length": 256,
        "glm4moelite.attention.key_length_mla": 576,
        "glm4moelite.attention.value_length_mla": 512,
        "glm4moelite.attention.kv_lora_rank": 512,
        "glm4moelite.rope.dimension_count": 64,
        "tokenizer.ggml.eos_token_ids": [7, 8, 9],
        "tokenizer.ggml.pre": "default",
      },
    },
    {
      keys: {
        "general.architecture": "deepseek2",
        "deepseek2.attention.head_count_kv": 1,
        "deepseek2.attention.key_length": 576,
        "deepseek2.attention.value_length": 512,
        "deepseek2.attention.key_length_mla": 256,
        "deepseek2.attention.value_length_mla": 256,
        "deepseek2.attention.kv_lora_rank": 512,
        "deepseek2.rope.dimension_count": 64,
        "deepseek2.expert_group_count": 1,
        "deepseek2.expert_group_used_count": 1,
        "tokenizer.ggml.eos_token_ids": [7, 8, 9],
        "tokenizer.ggml.eot_token_id": 8,
        "tokenizer.ggml.eom_token_id": 9,
        "tokenizer.ggml.pre": "glm4",
      },
    },
  ));
