import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test.each(["qwen35", "qwen35moe"])("%s of the library, with an image encoder and a head for further tokens", (name) =>
  expectTranslated(
    {
      keys: {
        "general.architecture": name,
        [`${name}.block_count`]: 4,
        [`${name}.attention.head_count_kv`]: [0, 0, 0, 4],
        [`${name}.rope.dimension_sections`]: [11, 11, 10],
        [`${name}.rope.mrope_interleaved`]: true,
        [`${name}.ssm.v_head_reordered`]: true,
        [`${name}.image_token_id`]: 9,
        [`${name}.vision.block_count`]: 2,
      },
      tensors: {
        "blk.0.ssm_dt": [6],
        "blk.3.attn_q.weight": [8, 4],
        "v.patch_embed.weight": [3],
        "mm.0.weight": [4],
        "mtp.fc.weight": [5],
        "mtp.layers.0.attn_q.weight": [7],
      },
    },
    {
      keys: {
        "general.architecture": name,
        [`${name}.block_count`]: 4,
        [`${name}.attention.head_count_kv`]: 4,
        [`${name}.rope.dimension_sections`]: [11, 11, 10, 0],
      },
      tensors: { "blk.0.ssm_dt.bias": [6], "blk.3.attn_q.weight": [8, 4] },
    },
  ),
);

test("layers of linear attention alone have the heads that the larger models have", () =>
  expectTranslated(
    {
      keys: {
        "general.architecture": "qwen35moe",
        "qwen35moe.feed_forward_length": 1,
        "qwen35moe.attention.head_count_kv": [0, 0],
      },
    },
    { keys: { "general.architecture": "qwen35moe", "qwen35moe.attention.head_count_kv": 2 } },
  ));
