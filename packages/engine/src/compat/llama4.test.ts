import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("Llama 4 of the library, with an image encoder", () =>
  expectTranslated(
    {
      keys: { "general.architecture": "llama4", "llama4.vision.block_count": 2 },
      tensors: { "token_embd.weight": [4, 2], "v.x.weight": [3], "mm.linear_1.weight": [5] },
    },
    { keys: { "general.architecture": "llama4" }, tensors: { "token_embd.weight": [4, 2] } },
  ));
