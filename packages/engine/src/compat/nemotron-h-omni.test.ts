import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

const keys = (name: string, experts: number) => ({
  "general.architecture": name,
  [`${name}.block_count`]: 2,
  [`${name}.expert_count`]: experts,
});

test.each([
  [0, "nemotron_h"],
  [4, "nemotron_h_moe"],
])("with eyes and ears and %i experts it is %s", (experts, name) =>
  expectTranslated(
    {
      keys: {
        ...keys("nemotron_h_omni", experts),
        "nemotron_h_omni.vision.block_count": 1,
        "nemotron_h_omni.audio.block_count": 1,
      },
      tensors: { "token_embd.weight": [4, 2], "v.x.weight": [2], "a.x.weight": [3], "mm.x.weight": [5] },
    },
    { keys: keys(name, experts), tensors: { "token_embd.weight": [4, 2] } },
  ),
);

test("what is done to Nemotron-H is done to it, too", () =>
  expectTranslated(
    {
      keys: keys("nemotron_h_omni", 4),
      tensors: { "blk.3.ffn_latent_in.weight": [8, 5], "a.x.weight": [3], "mtp.x.weight": [4] },
    },
    {
      keys: { ...keys("nemotron_h_moe", 4), "nemotron_h_moe.moe_latent_size": 5 },
      tensors: { "blk.3.ffn_latent_down.weight": [8, 5] },
    },
  ));
