import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("Nemotron-H with experts of the library", () =>
  expectTranslated(
    {
      keys: { "general.architecture": "nemotron_h_moe", "nemotron_h_moe.expert_count": 4 },
      tensors: {
        "blk.3.ffn_latent_in.weight": [8, 5],
        "blk.3.ffn_latent_out.weight": [5, 8],
        "mtp.layers.0.mixer.experts.0.up_proj.weight": [3],
      },
    },
    {
      keys: {
        "general.architecture": "nemotron_h_moe",
        "nemotron_h_moe.expert_count": 4,
        "nemotron_h_moe.moe_latent_size": 5,
      },
      tensors: { "blk.3.ffn_latent_down.weight": [8, 5], "blk.3.ffn_latent_up.weight": [5, 8] },
    },
  ));
