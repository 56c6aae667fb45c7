import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("Laguna of the library", () =>
  expectTranslated(
    {
      keys: {
        "general.architecture": "laguna",
        "laguna.rope.swa.dimension_count": 64,
        "laguna.rope.swa.freq_base": { f32: 1e4 },
      },
      tensors: { "blk.0.attn_g.weight": [3], "blk.1.attn_g.weight": [4] },
    },
    {
      keys: {
        "general.architecture": "laguna",
        "laguna.rope.dimension_count_swa": 64,
        "laguna.rope.freq_base_swa": { f32: 1e4 },
      },
      tensors: { "blk.0.attn_gate.weight": [3], "blk.1.attn_gate.weight": [4] },
    },
  ));
