import { expect, test } from "bun:test";
import { expectTranslated, fileOf } from "./testing.ts";
import { upstreamView } from "./upstream-view.ts";

const bert = { "general.architecture": "bert", "tokenizer.ggml.model": "t5" };

test("a table of characters in base64 is seen as its bytes", () =>
  expectTranslated(
    { keys: { ...bert, "tokenizer.ggml.precompiled_charsmap": [..."AP9/gA=="] } },
    { keys: { ...bert, "tokenizer.ggml.precompiled_charsmap": [0, 255, 127, 128] } },
  ));

test("what is no base64 is left to the tokenizer", async () => {
  const file = await fileOf({ keys: { ...bert, "tokenizer.ggml.precompiled_charsmap": ["A", "P!"] } });
  expect(upstreamView(file)).toBe(file);
});
