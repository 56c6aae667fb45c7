import { expect, test } from "bun:test";
import { greedyOptions } from "../runner/greedy-options.ts";
import type { GenerateEvent } from "../runner/types.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { Sequence } from "./sequence.ts";

const texts = ["<end>", "<call>", "<other>", "text"];
const tokenizer: Tokenizer = {
  vocabSize: texts.length,
  addBos: false,
  addEos: false,
  isEndOfGeneration: (token) => token === 0,
  encode: () => [],
  piece: (token, special) => new TextEncoder().encode(special || token === 3 ? texts[token] : ""),
  decode: () => "",
  tokenText: (token) => texts[token]!,
};

/** The text of an answer of these tokens. */
function answer(tokens: readonly number[], visibleTokens?: readonly string[]): string {
  let text = "";
  const emit = (event: GenerateEvent) => {
    if (event.type === "text") text += event.text;
  };
  const sequence = new Sequence(
    [3],
    { ...greedyOptions, ...(visibleTokens && { visibleTokens }) },
    tokenizer,
    64,
    emit,
  );
  for (const token of tokens) sequence.advance(Float32Array.from(texts, (_, id) => (id === token ? 1 : 0)));
  return text;
}

test("special tokens are left out of an answer, but for those that should be seen", () => {
  expect(answer([1, 3, 2, 3, 0])).toBe("texttext");
  expect(answer([1, 3, 2, 3, 0], ["<call>"])).toBe("<call>texttext");
  expect(answer([1, 3, 2, 0], ["<call>", "<other>"])).toBe("<call>text<other>");
});

test("what ends an answer is never part of it", () => {
  expect(answer([3, 0], ["<end>"])).toBe("text");
});
