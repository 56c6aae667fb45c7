import { test } from "bun:test";
import { expectTranslated } from "./testing.ts";

test("OLMo 3 of the library", () =>
  expectTranslated(
    { keys: { "general.architecture": "olmo3", "olmo3.attention.sliding_window": 4096 } },
    { keys: { "general.architecture": "olmo2", "olmo2.attention.sliding_window": 4096 } },
  ));
