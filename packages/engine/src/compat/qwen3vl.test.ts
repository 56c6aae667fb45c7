import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test.each(["qwen3vl", "qwen3vlmoe"])("%s of the library", (name) =>
  expectTranslated(
    {
      keys: {
        "general.architecture": name,
        [`${name}.block_count`]: 2,
        [`${name}.vision.deepstack_visual_indexes`]: [5, 11, 17],
      },
      tensors: { "token_embd.weight": [4, 2], "v.pos_embed.weight": [3], "mm.0.weight": [5] },
    },
    {
      keys: {
        "general.architecture": name,
        [`${name}.block_count`]: 2,
        [`${name}.rope.dimension_sections`]: [24, 20, 20, 0],
        [`${name}.n_deepstack_layers`]: 3,
      },
      tensors: { "token_embd.weight": [4, 2] },
    },
  ),
);
