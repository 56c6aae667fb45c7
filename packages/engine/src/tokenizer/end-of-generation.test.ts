import { describe, expect, test } from "bun:test";
import { findEndOfGeneration } from "./end-of-generation.ts";
import { type MadeToken, madeMetadata } from "./testing.ts";
import { readVocabulary, TokenType } from "./vocabulary.ts";

function find(texts: readonly string[], ids: Readonly<Record<string, number>> = {}, eos?: number) {
  const keys = Object.entries(ids).map(([key, value]) => [`tokenizer.ggml.${key}_token_id`, { type: "u32", value }]);
  const gguf = madeMetadata(
    texts.map((text): MadeToken => [text]),
    Object.fromEntries(keys),
  );
  const vocabulary = readVocabulary(gguf);
  const ends = findEndOfGeneration(gguf, vocabulary, eos);
  return { ends: [...ends].sort((a, b) => a - b), types: [...vocabulary.types] };
}

const { normal, control, userDefined } = TokenType;

describe("the tokens that end an answer", () => {
  test.each<[name: string, found: ReturnType<typeof find>, ends: number[], types: number[]]>([
    ["none", find(["a", "b"]), [], [normal, normal]],
    ["declared ones", find(["a", "b", "c", "d"], { eot: 2, eom: 3 }, 0), [0, 2, 3], [normal, normal, normal, normal]],
    ["declared outside the vocabulary", find(["a"], { eot: 1, fim_pad: 7 }), [], [normal]],
    ["known by text", find(["a", "<|im_end|>", "</s>"]), [1, 2], [normal, control, control]],
    ["filling the middle", find(["<PRE>", "<|fim_pad|>", "<|file_sep|>"]), [1, 2], [control, control, control]],
    ["filling the middle, declared", find(["a", "<PAD>"], { fim_pad: 0 }), [0], [normal, normal]],
    ["gpt-oss", find(["<|return|>", "<|call|>", "<|end|>"]), [0, 1], [control, control, userDefined]],
    ["flush instead of return", find(["<|flush|>", "<|calls|>", "<|end|>"]), [0, 1], [control, control, userDefined]],
    ["an end without calls", find(["<|return|>", "<|end|>"]), [0, 1], [control, control]],
    ["gemma4", find(["<|tool_response>", "</s>"]), [0], [control, normal]],
    ["structure", find(["<|channel|>", "<|message|>"]), [], [userDefined, userDefined]],
  ])("%s", (_, found, ends, types) => expect(found).toEqual({ ends, types }));
});

test("a list of ends is taken", () => {
  const gguf = madeMetadata([["a"], ["b"], ["c"]], {
    "tokenizer.ggml.eos_token_ids": { type: "array", elementType: "i32", value: Int32Array.of(0, 2, 3) },
  });
  expect([...findEndOfGeneration(gguf, readVocabulary(gguf), undefined)]).toEqual([0, 2]);
});
