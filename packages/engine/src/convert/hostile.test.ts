import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { readSafetensors } from "../safetensors/read-header.ts";
import { convertCheckpoint } from "./convert-checkpoint.ts";
import { CheckpointError } from "./error.ts";
import {
  attention,
  bytePairs,
  commonConfig,
  decoderTensors,
  folderOf,
  gatedFeedForward,
  norms,
  random,
  safetensors,
  withHeader,
} from "./testing.ts";

const root = mkdtempSync(join(tmpdir(), "cria-hostile-"));
afterAll(() => rmSync(root, { recursive: true }));

const header = (tensors: object) => JSON.stringify(tensors);
const tensor = (dtype: unknown, shape: unknown, ...offsets: unknown[]) => ({ dtype, shape, data_offsets: offsets });

describe("a safetensors file is refused in one sentence", () => {
  test.each<[string, Uint8Array, string]>([
    ["that is empty", new Uint8Array(0), "it ends within its header"],
    ["whose header leads out", withHeader("{}").fill(0xff, 0, 8), "its header would end behind the file"],
    ["of no JSON", withHeader("no"), "its header is no JSON"],
    ["of a list", withHeader("[]"), "its header is no object"],
    ["of an unknown type", withHeader(header({ a: tensor("F12", [1], 0, 4) })), 'the type of tensor "a" is not known'],
    ["of a type named like a property", withHeader(header({ a: tensor("toString", [1], 0, 4) })), 'type of tensor "a"'],
    ["of no shape", withHeader(header({ a: tensor("F32", [-1], 0, 4) })), 'shape of tensor "a" is not of sizes'],
    ["of half a size", withHeader(header({ a: tensor("F32", [0.5], 0, 2) })), 'shape of tensor "a" is not of sizes'],
    ["of no place", withHeader(header({ a: tensor("F32", [1], 0) })), 'place of tensor "a" is not of two offsets'],
    ["of too few bytes", withHeader(header({ a: tensor("F32", [2], 0, 4) })), "has 4 bytes, but F32 [2] needs 8"],
    ["that runs backwards", withHeader(header({ a: tensor("F32", [0], 4, 0) })), "has -4 bytes"],
    ["beyond numbers", withHeader(header({ a: tensor("F32", [2 ** 40, 2 ** 40], 0, 4) })), "has 4 bytes, but F32"],
    [
      "of tensors that overlap",
      withHeader(header({ a: tensor("U8", [4], 0, 4), b: tensor("U8", [4], 2, 6) }), new Uint8Array(6)),
      'tensor "b" overlaps another',
    ],
    [
      "of a hole",
      withHeader(header({ a: tensor("U8", [4], 0, 4), b: tensor("U8", [1], 5, 6) }), new Uint8Array(6)),
      'there is a hole before tensor "b"',
    ],
    [
      "that ends early",
      withHeader(header({ a: tensor("U8", [4], 0, 4) }), new Uint8Array(3)),
      "ends within its tensors",
    ],
    [
      "with more",
      withHeader(header({ a: tensor("U8", [4], 0, 4) }), new Uint8Array(5)),
      "something behind its tensors",
    ],
    [
      "of too many tensors",
      withHeader(header(Object.fromEntries(Array.from({ length: 200_001 }, (_, i) => [i, tensor("U8", [0], 0, 0)])))),
      "it has more than 200000 tensors",
    ],
  ])("%s", async (_, bytes, message) => {
    const path = folderOf(root, { x: bytes }).get("x")!;
    const reading = readSafetensors(path, "x.safetensors");
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toBeInstanceOf(CheckpointError);
  });

  test("or read, whatever its bytes are", async () => {
    const good = safetensors({ a: random(2, 3), b: random(4) });
    const change = fc.record({ at: fc.nat({ max: good.length - 1 }), byte: fc.nat({ max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = good.slice();
        for (const { at, byte } of changes) bytes[at] = byte;
        const path = folderOf(root, { x: bytes }).get("x")!;
        const result = await readSafetensors(path, "x").catch((error: unknown) => error);
        expect(result instanceof Map || result instanceof CheckpointError).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

const config = { ...commonConfig, architectures: ["Qwen2ForCausalLM"] };
type Entry = [name: string, tensor: ReturnType<typeof random>];
const tensors = decoderTensors((prefix) => ({
  ...norms(prefix, "input_layernorm", "post_attention_layernorm"),
  ...attention(prefix, true),
  ...gatedFeedForward(`${prefix}mlp.`),
}));
const [[firstName, first], ...others] = Object.entries(tensors) as [Entry, ...Entry[]];
const whole = { "config.json": config, "model.safetensors": safetensors(tensors), "tokenizer.json": bytePairs() };
const half = { a: safetensors({ [firstName]: first }), b: safetensors(Object.fromEntries(others)) };
const index = (change: Record<string, string> = {}) => ({
  weight_map: {
    [firstName]: "a.safetensors",
    ...Object.fromEntries(others.map(([name]) => [name, "b.safetensors"])),
    ...change,
  },
});
const sharded = {
  "config.json": config,
  "tokenizer.json": bytePairs(),
  "a.safetensors": half.a,
  "b.safetensors": half.b,
};

describe("a folder is refused in one sentence", () => {
  const without = (name: string) => Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));
  const vocabulary = (change: object) => ({ ...whole, "tokenizer.json": { ...bytePairs(), ...change } });
  test.each<[string, Record<string, Uint8Array | string | object>, string]>([
    ["without a config", without("config.json"), '"config.json" is missing'],
    ["with a broken config", { ...whole, "config.json": "{" }, '"config.json" is no JSON'],
    ["with a list as config", { ...whole, "config.json": "[1]" }, '"config.json" is no JSON object'],
    [
      "of an unknown class",
      { ...whole, "config.json": { ...config, architectures: ["constructor"] } },
      'models of the class "constructor" can\'t be converted',
    ],
    [
      "of no size",
      { ...whole, "config.json": { ...config, hidden_size: "x" } },
      '"hidden_size" of "config.json" is no',
    ],
    [
      "of half a layer",
      { ...whole, "config.json": { ...config, num_hidden_layers: 1.5 } },
      '"num_hidden_layers" of "config.json" is 1.5, not a whole number',
    ],
    [
      "of an unknown rotation",
      { ...whole, "config.json": { ...config, rope_scaling: { type: "spiral" } } },
      'rotation of the type "spiral" is not supported',
    ],
    ["without weights", without("model.safetensors"), "there are no tensors"],
    ["without a tokenizer", without("tokenizer.json"), "there is no tokenizer"],
    [
      "with a shard that is missing",
      { ...sharded, "model.safetensors.index.json": index({ x: "c.safetensors" }) },
      '"c.',
    ],
    [
      "with a name that leads out",
      { ...sharded, "model.safetensors.index.json": index({ x: "../../etc/passwd" }) },
      '"../../etc/passwd", which "model.safetensors.index.json" names, is missing',
    ],
    [
      "with an index that lies",
      { ...sharded, "model.safetensors.index.json": index({ [firstName]: "b.safetensors" }) },
      `tensor "${firstName}" is not in "b.safetensors"`,
    ],
    [
      "with half of a set",
      { ...without("model.safetensors"), "model-00001-of-00002.safetensors": half.a },
      '"model-00002-of-00002.safetensors" is missing',
    ],
    ["with a tensor twice", { ...sharded, "c.safetensors": half.a }, `tensor "${firstName}" is in two files`],
    [
      "with a tensor too many",
      { ...whole, "more.safetensors": safetensors({ "model.layers.0.odd.weight": random(2) }) },
      'tensor "model.layers.0.odd.weight" is not one of such a model',
    ],
    [
      "with a tensor of integers",
      {
        ...whole,
        "model.safetensors": withHeader(header({ [firstName]: tensor("I8", [4, 1], 0, 4) }), new Uint8Array(4)),
      },
      `tensor "${firstName}" is of type I8, not of floats`,
    ],
    ["of an unknown tokenizer", vocabulary({ model: { type: "Magic", vocab: {} } }), 'tokenizers of the kind "Magic"'],
    [
      "of too many tokens",
      vocabulary({ model: { ...(bytePairs().model as object), vocab: many(60) } }),
      "has 60 tokens, but",
    ],
    [
      "of a token far away",
      vocabulary({ model: { type: "BPE", merges: [], vocab: { a: 1e15 } } }),
      "the vocabulary has 1000000000000000 as an id",
    ],
    ["of merges that are none", vocabulary({ model: { type: "BPE", vocab: {}, merges: [3] } }), "is no pair"],
    ["that cuts text in its own way", vocabulary({ pre_tokenizer: { type: "Odd" } }), "cuts text is not known"],
  ])("%s", async (_, files, message) => {
    const converting = convertCheckpoint(folderOf(root, files));
    await expect(converting).rejects.toThrow(message);
    await expect(converting).rejects.toBeInstanceOf(CheckpointError);
  });

  test("once a weight turns out not to be finite", async () => {
    const { shape, values } = first;
    const bad = { shape, values: values.slice().fill(Number.NaN, 7, 8) };
    const files = { ...whole, "model.safetensors": safetensors({ ...tensors, [firstName]: bad }) };
    const { content } = await convertCheckpoint(folderOf(root, files));
    const read = async () => {
      for (const { data } of content.tensors) for await (const _ of data as AsyncIterable<Uint8Array>);
    };
    await expect(read()).rejects.toThrow(`tensor "${firstName}" holds values that are not finite`);
  });
});

test("shards give what one file gives, with an index and without", async () => {
  const read = async (files: Record<string, Uint8Array | string | object>) => {
    const { content } = await convertCheckpoint(folderOf(root, files));
    const tensors: [string, string][] = [];
    for (const { name, data } of content.tensors) {
      const hash = new Bun.CryptoHasher("sha256");
      for await (const chunk of data as AsyncIterable<Uint8Array>) hash.update(chunk);
      tensors.push([name, hash.digest("hex")]);
    }
    return tensors.sort();
  };
  const expected = await read(whole);
  expect(await read(sharded)).toEqual(expected);
  expect(await read({ ...sharded, "model.safetensors.index.json": index() })).toEqual(expected);
  // The file that the index names, not the last one.
  const twice = { ...sharded, "c.safetensors": safetensors({ [firstName]: random(...first.shape) }) };
  expect(await read({ ...twice, "model.safetensors.index.json": index() })).toEqual(expected);
});

function many(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, i]));
}
