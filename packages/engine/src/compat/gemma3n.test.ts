import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("Gemma 3n of the library, whose vocabulary has tokens without embeddings per layer", () =>
  expectTranslated(
    {
      keys: {
        "general.architecture": "gemma3n",
        "tokenizer.ggml.model": "gemma3n",
        "tokenizer.ggml.tokens": ["<eos>", "<0x0A>", "<unused1>", "a", "<image>"],
        "tokenizer.ggml.token_type": [3, 1, 4, 1, 4],
        "tokenizer.ggml.eos_token_ids": [1],
      },
      tensors: { "token_embd.weight": [8, 5], "per_layer_token_embd.weight": [16, 4] },
    },
    {
      keys: {
        "general.architecture": "gemma3n",
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": ["<eos>", "<0x0A>", "<unused1>", "a"],
        "tokenizer.ggml.token_type": [3, 6, 1, 1],
        "tokenizer.ggml.eos_token_ids": [1, 106],
      },
      tensors: { "token_embd.weight": [8, 4], "per_layer_token_embd.weight": [16, 4] },
    },
  ));
