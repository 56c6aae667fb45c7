import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { getNumbers, getStrings } from "../gguf/metadata.ts";
import { readGguf } from "../gguf/reader.ts";
import { storiesAbsent, storiesPath } from "../gguf/testing.ts";
import { writeGguf } from "../gguf/writer.ts";
import { createTokenizer } from "../tokenizer/create-tokenizer.ts";
import { Config } from "./config.ts";
import { Folder } from "./folder.ts";
import { Keys } from "./keys.ts";
import { preTokenizerName } from "./pre-tokenizer-name.ts";
import { bytePairs, folderOf } from "./testing.ts";
import { tokenizerKeys } from "./tokenizer-keys.ts";

const root = mkdtempSync(join(tmpdir(), "cria-tokenizers-"));
afterAll(() => rmSync(root, { recursive: true }));

async function keysOf(files: Record<string, object | string | Uint8Array>, rows: number, config: object = {}) {
  const keys = new Keys("x");
  const folder = new Folder(folderOf(root, { "config.json": {}, ...files }));
  await tokenizerKeys(folder, new Config(config as Record<string, unknown>), rows, keys);
  const all = [...keys.entries].map(([key, { value }]) => [key.replace(/^tokenizer\.(ggml\.)?/, ""), value]);
  return Object.fromEntries(all) as Record<string, unknown>;
}

test("byte pairs: kinds of tokens, merges, special tokens, template", async () => {
  const settings = {
    eos_token: { content: "<|end|>" },
    add_bos_token: false,
    chat_template: [
      { name: "tool_use", template: "T" },
      { name: "default", template: "D" },
    ],
  };
  const keys = await keysOf({ "tokenizer.json": bytePairs(), "tokenizer_config.json": settings }, 42, {
    ...{ bos_token_id: 7, pad_token_id: [38, 39], unk_token_id: 99 },
  });
  expect(keys).toMatchObject({
    ...{ model: "gpt2", pre: "qwen2", merges: ["a b"], eos_token_id: 38, bos_token_id: 7, padding_token_id: 38 },
    ...{ add_bos_token: false, chat_template: "D" },
  });
  expect(keys.unknown_token_id).toBeUndefined();
  expect((keys.tokens as string[]).slice(36)).toEqual([
    String.fromCodePoint(97 + 36),
    "ab",
    "<|end|>",
    "<tool>",
    "[PAD40]",
    "[PAD41]",
  ]);
  expect((keys.token_type as number[]).slice(36)).toEqual([1, 1, 3, 4, 5, 5]);
});

test("several ends of an answer are all kept", async () => {
  const files = { "tokenizer.json": bytePairs(), "generation_config.json": { eos_token_id: [38, 37, 36] } };
  expect(await keysOf(files, 40, { eos_token_id: [37, 38] })).toMatchObject({
    ...{ eos_token_id: 37, eot_token_id: 38, eom_token_id: 36 },
  });
});

test("vocab.json and merges.txt are byte pairs as of GPT-2", async () => {
  const files = { "vocab.json": { a: 0, b: 1, ab: 2 }, "merges.txt": "#version: 0.2\na b\n" };
  const keys = await keysOf({ ...files, "added_tokens.json": { "<pad>": 3 } }, 4);
  expect(keys).toMatchObject({ model: "gpt2", pre: "gpt-2", merges: ["a b"], tokens: ["a", "b", "ab", "<pad>"] });
  expect(keys.token_type as number[]).toEqual([1, 1, 1, 3]);
});

test("pieces that tokenizer.json has as byte pairs get scores by the order of their merges", async () => {
  const vocab = { "<unk>": 0, "<s>": 1, "<0x0A>": 2, "\u2581": 3, a: 4, b: 5, ab: 6, "\u2581ab": 7 };
  const merges = ["a b", "\u2581 ab"];
  const json = {
    model: { type: "BPE", byte_fallback: true, unk_token: "<unk>", vocab, merges },
    normalizer: { type: "Prepend", prepend: "\u2581" },
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "<s>" } }, { Sequence: { id: "A" } }],
    },
    added_tokens: [{ id: 1, content: "<s>", special: true }],
  };
  expect(await keysOf({ "tokenizer.json": json, "tokenizer_config.json": { bos_token: "<s>" } }, 8)).toMatchObject({
    ...{ model: "llama", bos_token_id: 1, add_bos_token: true, add_eos_token: false, add_space_prefix: true },
    ...{ scores: [-0, -1000, -0, -0, -0, -0, -0, -1], token_type: [2, 3, 6, 1, 1, 1, 1, 1] },
  });
});

test("WordPiece marks words instead of what follows within them", async () => {
  const json = {
    model: { type: "WordPiece", vocab: { "[PAD]": 0, "[CLS]": 1, "[SEP]": 2, hello: 3, "##ing": 4 } },
    added_tokens: [0, 1, 2].map((id) => ({ id, content: ["[PAD]", "[CLS]", "[SEP]"][id], special: true })),
    normalizer: { type: "BertNormalizer", lowercase: false, strip_accents: null },
    post_processor: { type: "BertProcessing", cls: ["[CLS]", 1], sep: ["[SEP]", 2] },
  };
  const keys = await keysOf({ "tokenizer.json": json, "special_tokens_map.json": { cls_token: "[CLS]" } }, 5);
  expect(keys).toMatchObject({
    ...{ model: "bert", tokens: ["[PAD]", "[CLS]", "[SEP]", "\u2581hello", "ing"], cls_token_id: 1, bos_token_id: 1 },
    ...{ add_bos_token: true, add_eos_token: true, "normalizer.lowercase": false },
  });
});

const split = (regex: string) => ({ type: "Split", pattern: { Regex: regex } });
const byteLevel = { type: "ByteLevel", use_regex: false };
const llama3 = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
test.each([
  [{ type: "ByteLevel" }, false, "gpt-2"],
  [
    { type: "Sequence", pretokenizers: [{ type: "Digits", individual_digits: true }, { type: "ByteLevel" }] },
    false,
    "smollm",
  ],
  [{ type: "Sequence", pretokenizers: [split(llama3), byteLevel] }, true, "llama-bpe"],
  [{ type: "Sequence", pretokenizers: [split(llama3), byteLevel] }, false, "dbrx"],
])("%j is %s: %s", (preTokenizer, ignoresMerges, name) => {
  expect(preTokenizerName(preTokenizer, ignoresMerges)).toBe(name);
});

test.skipIf(storiesAbsent)(
  "pieces as byte pairs give the tokens that SentencePiece gives (needs the stories260k fixture)",
  async () => {
    const original = await readGguf(storiesPath);
    const texts = [...getStrings(original, "tokenizer.ggml.tokens")];
    const scores = getNumbers(original, "tokenizer.ggml.scores");
    const vocab = Object.fromEntries(texts.map((text, id) => [text, id]));
    // As Transformers makes merges of pieces: each way to part one in two, the best pieces first.
    const merges = texts.flatMap((text, id) => {
      const points = [...text];
      const pairs = points.slice(1).map((_, i) => [points.slice(0, i + 1).join(""), points.slice(i + 1).join("")]);
      const known = pairs.filter(([left, right]) => left! in vocab && right! in vocab);
      return known.map((pair) => ({ pair, score: scores[id]! }));
    });
    merges.sort((a, b) => b.score - a.score);
    const model = {
      type: "BPE",
      byte_fallback: true,
      unk_token: "<unk>",
      vocab,
      merges: merges.map(({ pair }) => pair),
    };
    const added_tokens = ["<unk>", "<s>", "</s>"].map((content, id) => ({ id, content, special: true }));
    const files = { "tokenizer.json": { model, added_tokens, normalizer: { type: "Prepend", prepend: "\u2581" } } };
    const keys = new Keys("llama");
    const settings = { "tokenizer_config.json": { bos_token: "<s>", eos_token: "</s>" } };
    await tokenizerKeys(
      new Folder(folderOf(root, { "config.json": {}, ...files, ...settings })),
      new Config({}),
      texts.length,
      keys,
    );
    const path = join(root, "pieces.gguf");
    await writeGguf(path, { metadata: keys.entries, tensors: [] });
    const [expected, actual] = [createTokenizer(original), createTokenizer(await readGguf(path))];
    const options = { addSpecial: true, parseSpecial: true };
    const words = fc.constantFrom(
      "Once",
      "upon",
      "a",
      "time",
      "there was",
      "little",
      "girl",
      "Lily.",
      "  ",
      "\n",
      "naïve",
      "ßx",
      "🙂",
      "<s>",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 12 }), (parts) => {
        const text = parts.join(" ");
        expect(actual.encode(text, options)).toEqual(expected.encode(text, options));
      }),
      { numRuns: 300 },
    );
  },
);
