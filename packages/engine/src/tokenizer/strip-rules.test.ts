import { expect, test } from "bun:test";
import type { GgufValue } from "../gguf/value.ts";
import { stripRules } from "./strip-rules.ts";
import { madeMetadata } from "./testing.ts";
import { readVocabulary, TokenType } from "./vocabulary.ts";

const { control, userDefined, unknown } = TokenType;

test.each<[key: string, name: string, left: number[], right: number[]]>([
  ["general.name", "Other", [], []],
  ["tokenizer.ggml.pre", "jina-v2-de", [6], []],
  ["tokenizer.ggml.pre", "jina-v2-code", [6], []],
  ["tokenizer.ggml.pre", "jina-v2-en", [], []],
  ["general.architecture", "nomic-bert-moe", [6], []],
  ["general.architecture", "jina-bert-v3", [6], []],
  ["general.name", "My Modern-BERT base", [7], []],
  ["general.name", "Phi-3 mini", [], [2, 4, 5, 6, 7]],
  ["general.name", "phi3", [], [2, 4, 5, 6, 7]],
])("%s %s", (key, value, left, right) => {
  const texts: [string, number?][] = [
    ["<unk>", unknown],
    ["<s>", control],
    ["</s>"],
    ["<|endoftext|>", control],
    ["<|user|>", control],
    ["<tool>", userDefined],
    ["<mask>", control],
    ["[MASK]", control],
    ["word"],
  ];
  const gguf = madeMetadata(texts, { [key]: { type: "string", value } satisfies GgufValue });
  const rules = stripRules(gguf, readVocabulary(gguf));
  const sorted = (tokens: ReadonlySet<number> | undefined) => [...(tokens ?? [])].sort((a, b) => a - b);
  expect({ left: sorted(rules.left), right: sorted(rules.right) }).toEqual({ left, right });
});
