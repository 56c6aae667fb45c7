import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("Mistral 3 of the library, with an image encoder", () =>
  expectTranslated(
    {
      keys: {
        "general.architecture": "mistral3",
        "mistral3.vision.block_count": 2,
        "mistral3.rope.scaling.beta_fast": { f32: 32 },
        "mistral3.rope.scaling.beta_slow": { f32: 1 },
        "mistral3.rope.scaling.mscale_all_dim": { f32: 0.5 },
        "mistral3.rope.scaling_beta": { f32: 0.25 },
        "tokenizer.ggml.pre": "default",
      },
      tensors: { "token_embd.weight": [4, 2], "v.patch_conv.weight": [3] },
    },
    {
      keys: {
        "general.architecture": "mistral3",
        "mistral3.rope.scaling.yarn_beta_fast": { f32: 32 },
        "mistral3.rope.scaling.yarn_beta_slow": { f32: 1 },
        "mistral3.rope.scaling.yarn_log_multiplier": { f32: 0.5 },
        "mistral3.attention.temperature_scale": { f32: 0.25 },
        "tokenizer.ggml.pre": "tekken",
      },
      tensors: { "token_embd.weight": [4, 2] },
    },
  ));
