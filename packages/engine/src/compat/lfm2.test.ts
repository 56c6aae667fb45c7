import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("LFM2 of the library", () =>
  expectTranslated(
    {
      keys: { "general.architecture": "lfm2", "lfm2.feed_forward_length": 12_288 },
      tensors: { "output_norm.weight": [4], "blk.0.ffn_gate.weight": [4, 6] },
    },
    {
      keys: { "general.architecture": "lfm2", "lfm2.feed_forward_length": 6, "tokenizer.ggml.pre": "lfm2" },
      tensors: { "token_embd_norm.weight": [4], "blk.0.ffn_gate.weight": [4, 6] },
    },
  ));
