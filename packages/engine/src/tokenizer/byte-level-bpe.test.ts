import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { GgufError } from "../gguf/error.ts";
import { GgufStrings } from "../gguf/strings.ts";
import type { GgufValue } from "../gguf/value.ts";
import { madeMerges, preTokenizerVectors, qwen2Vectors } from "./byte-level-vectors.ts";
import { createTokenizer } from "./create-tokenizer.ts";
import { type MadeToken, madeByteLevelMetadata, madeMetadata } from "./testing.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { TokenType } from "./vocabulary.ts";

const plain = { addSpecial: false, parseSpecial: false };
const parsed = { addSpecial: false, parseSpecial: true };
const string = (value: string): GgufValue => ({ type: "string", value });
const id = (value: number): GgufValue => ({ type: "u32", value });
const strings = (values: readonly string[]): GgufValue => ({
  type: "array",
  elementType: "string",
  value: GgufStrings.from(values),
});

const merges = madeMerges.trim().split(/ {2}|\n/);
const special: readonly MadeToken[] = [
  ["<|endoftext|>", TokenType.control],
  ["<|im_start|>", TokenType.control],
  ["<|im_end|>", TokenType.control],
  ["<tool_call>", TokenType.userDefined],
  ["</tool_call>", TokenType.userDefined],
  ["<unk>", TokenType.unknown],
];

function made(pre: string, more: Readonly<Record<string, GgufValue>> = {}): Tokenizer {
  return createTokenizer(madeByteLevelMetadata(merges, special, { "tokenizer.ggml.pre": string(pre), ...more }));
}

const qwen2 = made("qwen2");

describe("gives the ids of the reference", () => {
  test("qwen2", () => {
    for (const [text, ids, parsedIds] of qwen2Vectors) {
      expect({ text, ids: qwen2.encode(text, plain) }).toEqual({ text, ids: [...ids] });
      expect({ text, ids: qwen2.encode(text, parsed) }).toEqual({ text, ids: [...(parsedIds ?? ids)] });
    }
  });

  const names = new Set(preTokenizerVectors.flatMap(([, answers]) => answers.flatMap(([of]) => of.split(" "))));
  test.each([...names])("%s", (name) => {
    const tokenizer = made(name);
    for (const [text, answers] of preTokenizerVectors) {
      const ids = answers.find(([of]) => of.split(" ").includes(name))?.[1];
      expect({ text, ids: tokenizer.encode(text, plain) }).toEqual({ text, ids: [...ids!] });
    }
  });

  test("default, which a missing name means", () => {
    const missing = createTokenizer(madeByteLevelMetadata(merges, special));
    for (const [text] of preTokenizerVectors) {
      expect(missing.encode(text, plain)).toEqual(made("default").encode(text, plain));
    }
  });
});

describe.each(["qwen2", "default", "llama-bpe", "gpt-4o", "superbpe", "deepseek-llm"])("with %s", (pre) => {
  const tokenizer = made(pre);
  const pieces = fc.constantFrom("hello", " the", "'s", " ", "\n", "é", "中", "😀", "12", "<|im_end|>", "<tool_call>");
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join("")),
  );
  test("the pieces of the tokens make up the bytes of the text, and decoding gives the text", () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, parseSpecial) => {
        const tokens = tokenizer.encode(text, { addSpecial: false, parseSpecial });
        const bytes = Buffer.concat(tokens.map((token) => tokenizer.piece(token, true)));
        expect(bytes.equals(Buffer.from(text))).toBeTrue();
        expect(tokenizer.decode(tokens, true)).toBe(text);
        // The second time, words come from the cache.
        expect(tokenizer.encode(text, { addSpecial: false, parseSpecial })).toEqual(tokens);
      }),
      { numRuns: 300 },
    );
  });
});

test("a lone surrogate becomes U+FFFD", () =>
  expect(qwen2.decode(qwen2.encode("a\ud800b", plain), false)).toBe("a\ufffdb"));

test("a word that is a token is that token for those pre-tokenizers that ignore merges", () => {
  const whole: readonly MadeToken[] = [...special, ["Ġzebra"], ["zebra"]];
  const encode = (pre: string) => {
    const gguf = madeByteLevelMetadata([], whole, { "tokenizer.ggml.pre": string(pre) });
    return createTokenizer(gguf).encode("zebra zebra", plain);
  };
  const first = 256 + special.length;
  expect(encode("llama-bpe")).toEqual([first + 1, first]);
  // The ids of bytes are the bytes in the made-up vocabulary.
  expect(encode("qwen2")).toEqual([...Buffer.from("zebra zebra")]);
});

test("what merges to no token is its bytes, and bytes that are no token are nothing", () => {
  const gguf = madeMetadata([["a"], ["b"], ["ab"]], {
    "tokenizer.ggml.model": string("gpt2"),
    "tokenizer.ggml.merges": strings(["a b", "ab a", "ab c", "nospace"]),
  });
  const tokenizer = createTokenizer(gguf);
  expect(tokenizer.encode("ab", plain)).toEqual([2]);
  expect(tokenizer.encode("aba", plain)).toEqual([0, 1, 0]);
  expect(tokenizer.encode("abc", plain)).toEqual([0, 1]);
  expect(tokenizer.encode("é", plain)).toEqual([]);
});

test("a token whose text is not in the alphabet stands for that text", () => {
  const tokenizer = createTokenizer(madeByteLevelMetadata([], [["中 文"], ["Ġ中"], ["ĠÃ©"]]));
  expect(tokenizer.decode([256], false)).toBe("中 文");
  expect(tokenizer.decode([257], false)).toBe("Ġ中");
  expect(tokenizer.decode([258], false)).toBe(" é");
  expect(tokenizer.tokenText(258)).toBe("ĠÃ©");
});

describe("special tokens", () => {
  const endoftext = 256 + new Set(merges.map((merge) => merge.replace(" ", ""))).size;
  const ids = { "tokenizer.ggml.bos_token_id": id(endoftext), "tokenizer.ggml.eos_token_id": id(endoftext + 2) };
  const encode = (tokenizer: Tokenizer) => tokenizer.encode("a", { addSpecial: true, parseSpecial: true });
  const add = (key: "bos" | "eos", value: boolean) => ({
    [`tokenizer.ggml.add_${key}_token`]: { type: "bool", value } as const,
  });

  test.each<[string, Tokenizer, number[]]>([
    ["none", made("qwen2", ids), [97]],
    ["bos by the file", made("qwen2", { ...ids, ...add("bos", true) }), [endoftext, 97]],
    ["eos by the file", made("qwen2", { ...ids, ...add("eos", true) }), [97, endoftext + 2]],
    ["bos by the pre-tokenizer", made("llama-bpe", ids), [endoftext, 97]],
    ["bos denied by the file", made("llama-bpe", { ...ids, ...add("bos", false) }), [97]],
    ["bos of GPT-2", made("qwen2", add("bos", true)), [11, 97]],
    ["bos of GLM, which has none", made("glm4", add("bos", true)), [97]],
  ])("are added: %s", (_, tokenizer, expected) => expect(encode(tokenizer)).toEqual(expected));

  test("end answers", () => {
    const tokenizer = made("qwen2", ids);
    expect(tokenizer.isEndOfGeneration(endoftext)).toBeTrue();
    expect(tokenizer.isEndOfGeneration(endoftext + 2)).toBeTrue();
    expect(tokenizer.isEndOfGeneration(endoftext + 1)).toBeFalse();
  });

  test("stand for their text only when that is asked for", () => {
    const tokens = qwen2.encode("<|im_start|><tool_call>", parsed);
    expect(tokens).toHaveLength(2);
    expect(qwen2.decode(tokens, false)).toBe("<tool_call>");
    expect(qwen2.decode(tokens, true)).toBe("<|im_start|><tool_call>");
  });
});

test.each([
  ["one letter", "a", 1e5],
  ["letters that merge", "he", 1e5],
  ["words without an end", "hello", 1e5],
  ["spaces", " ", 1e5],
  ["letters of two bytes", "é", 1e5],
  ["prose", "The quick brown fox, isn't it? 12 dogs.\n", 1e6],
])("a long text of %s takes less than a second", (_, unit, length) => {
  const text = unit.repeat(length / unit.length);
  const start = performance.now();
  qwen2.encode(text, parsed);
  made("superbpe").encode(text.slice(0, 1e5), parsed);
  expect(performance.now() - start).toBeLessThan(1000);
});

describe("a file that does not make a tokenizer is refused", () => {
  const without = (key: string) => {
    const gguf = madeByteLevelMetadata(merges, special);
    gguf.metadata.delete(key);
    return gguf;
  };
  test.each<[string, { metadata: Map<string, GgufValue> }, RegExp]>([
    ["unknown words", madeByteLevelMetadata([], [], { "tokenizer.ggml.pre": string("gpt-9") }), /"gpt-9" is not supp/],
    ["no merges", without("tokenizer.ggml.merges"), /"tokenizer.ggml.merges" is missing/],
    ["no tokens", without("tokenizer.ggml.tokens"), /"tokenizer.ggml.tokens" is missing/],
    ["merges that are a number", madeByteLevelMetadata([], [], { "tokenizer.ggml.merges": id(1) }), /array of strings/],
  ])("%s", (_, gguf, message) => {
    expect(() => createTokenizer(gguf)).toThrow(GgufError);
    expect(() => createTokenizer(gguf)).toThrow(message);
  });

  test("but Kimi K2 may have no merges", () => {
    const gguf = without("tokenizer.ggml.merges");
    gguf.metadata.set("tokenizer.ggml.pre", string("kimi-k2"));
    expect(createTokenizer(gguf).encode("he", plain)).toEqual([104, 101]);
  });
});
