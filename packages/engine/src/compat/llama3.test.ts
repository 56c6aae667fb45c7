import { expect, test } from "bun:test";
import { expectTranslated, fileOf } from "./testing.ts";
import { upstreamView } from "./upstream-view.ts";

const tokens = Array.from({ length: 128_010 }, () => "x");
tokens[128_001] = "<|end_of_text|>";
tokens[128_006] = "<|start_header_id|>";
tokens[128_009] = "<|eot_id|>";
const llama = { "general.architecture": "llama", "tokenizer.ggml.tokens": tokens };

test.each([
  ["no pattern", { "tokenizer.ggml.eos_token_id": 128_009 }],
  ["a pattern of no name", { "tokenizer.ggml.pre": "default" }],
  [
    "the end of the text for that of the turn",
    { "tokenizer.ggml.pre": "llama-bpe", "tokenizer.ggml.eos_token_id": 128_001 },
  ],
])("Llama 3 with %s", (_, keys) =>
  expectTranslated(
    { keys: { ...llama, ...keys } },
    {
      keys: {
        ...llama,
        "tokenizer.ggml.pre": "llama-bpe",
        "tokenizer.ggml.eos_token_id": 128_009,
        "tokenizer.ggml.eot_token_id": 128_009,
        "tokenizer.ggml.eos_token_ids": [128_009],
      },
    },
  ),
);

test("a base model's text ends where it says", async () => {
  const base = { ...llama, "tokenizer.ggml.tokens": tokens.with(128_006, "x"), "tokenizer.ggml.eos_token_id": 128_001 };
  const file = await fileOf({ keys: base });
  expect(upstreamView(file)).toBe(file);
});
