import { expect, test } from "bun:test";
import type { ShowResponse } from "@cria/spec";
import { formatModel } from "./show.ts";

const model: ShowResponse = {
  license: "MIT License\n\nCopyright\nall\nrights",
  parameters: 'stop                           "a b"\ntemperature                    0.5\n',
  system: "You tell stories.",
  details: {
    parent_model: "",
    format: "gguf",
    family: "llama",
    families: ["llama"],
    parameter_size: "260K",
    quantization_level: "F32",
  },
  model_info: {
    "general.architecture": "llama",
    "general.parameter_count": 260032,
    "llama.context_length": 512,
    "llama.embedding_length": 64,
    "tokenizer.ggml.scores": null,
    "tokenizer.ggml.token_type": [1, 2, 3, 4, 5, 6, 7, 8, 9],
  },
  tensors: [{ name: "token_embd.weight", type: "F32", shape: [64, 512] }],
  capabilities: ["completion"],
  modified_at: "2026-11-22T00:00:00Z",
};

const trimmed = (text: string) => text.replace(/ +$/gm, "");

test("the sections of a model", () => {
  expect(trimmed(formatModel(model, false))).toBe(`  Model
    architecture        llama
    parameters          260K
    context length      512
    embedding length    64
    quantization        F32

  Capabilities
    completion

  Parameters
    stop           "a b"
    temperature    0.5

  System
    You tell stories.

  License
    MIT License
    Copyright
    ...

`);
});

test("verbose adds metadata and tensors", () => {
  const text = trimmed(formatModel({ ...model, license: undefined, system: undefined, parameters: undefined }, true));
  expect(text.slice(text.indexOf("  Metadata"))).toBe(`  Metadata
    general.architecture         llama
    general.parameter_count      260032
    llama.context_length         512
    llama.embedding_length       64
    tokenizer.ggml.scores
    tokenizer.ggml.token_type    [1 2 3 4 5 ...+4 more]

  Tensors
    token_embd.weight    F32    [64 512]

`);
});

test("a server that says little gives few sections", () => {
  const bare = { details: {}, model_info: {}, modified_at: "" } as unknown as ShowResponse;
  expect(formatModel(bare, true)).toBe("");
});

test.each([
  [
    "an image encoder",
    { "clip.vision.embedding_length": 1152, "clip.vision.projection_dim": 2560, "clip.audio.embedding_length": 1 },
  ],
  ["one of sound alone", { "clip.audio.embedding_length": 1152, "clip.audio.projection_dim": 2560 }],
])("a projector with %s", (_, sizes) => {
  const projector_info = { "general.architecture": "clip", "general.parameter_count": 419_800_000, ...sizes };
  expect(trimmed(formatModel({ ...model, projector_info }, false))).toContain(`  Projector
    architecture        clip
    parameters          419.80M
    embedding length    1152
    dimensions          2560

`);
});

test("a model for embeddings says how it pools", () => {
  const info = {
    "general.architecture": "bert",
    "bert.context_length": 512,
    "bert.embedding_length": 384,
    "bert.pooling_type": 1,
  };
  const embedder = {
    ...model,
    parameters: undefined,
    system: undefined,
    license: undefined,
    capabilities: ["embedding"],
  };
  expect(trimmed(formatModel({ ...embedder, model_info: info } as ShowResponse, false))).toBe(`  Model
    architecture        bert
    parameters          260K
    context length      512
    embedding length    384
    pooling             mean
    quantization        F32

  Capabilities
    embedding

`);
});
