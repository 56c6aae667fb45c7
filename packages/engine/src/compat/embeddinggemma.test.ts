import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("EmbeddingGemma, which the library calls Gemma 3", () =>
  expectTranslated(
    {
      keys: {
        "general.architecture": "gemma3",
        "gemma3.embedding_length": 8,
        "gemma3.attention.causal": false,
        "gemma3.attention.sliding_window_pattern": 6,
        "gemma3.pooling_type": 1,
      },
      tensors: { "dense.0.weight": [8, 32], "dense.1.weight": [32, 8], "norm.weight": [8] },
    },
    {
      keys: {
        "general.architecture": "gemma-embedding",
        "gemma-embedding.embedding_length": 8,
        "gemma-embedding.pooling_type": 1,
        "gemma-embedding.rope.freq_base_swa": { f32: 1e4 },
        "gemma-embedding.dense_2_feat_in": 8,
        "gemma-embedding.dense_2_feat_out": 32,
        "gemma-embedding.dense_3_feat_in": 32,
        "gemma-embedding.dense_3_feat_out": 8,
      },
      tensors: { "dense_2.weight": [8, 32], "dense_3.weight": [32, 8], "output_norm.weight": [8] },
    },
  ));
