import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { validationErrors } from "../testing/errors.ts";
import {
  Completion,
  CompletionChunk,
  CompletionFinalChunk,
  CompletionRequest,
  EmbeddingList,
  ModelList,
  OpenAIEmbeddingsRequest,
  OpenAIError,
  OpenAIModel,
  TranscriptionRequest,
  TranscriptionResponse,
} from "./index.ts";

const envelope = {
  id: "cmpl-135",
  object: "text_completion",
  created: 1_795_310_226,
  model: "m",
  system_fingerprint: "fp_ollama",
};
const zero = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
const usage = { prompt_tokens: 5, completion_tokens: 8, total_tokens: 13 };
const choice = (finish_reason: string | null) => [{ text: "x", index: 0, finish_reason }];
const list = (embedding: unknown) => ({
  object: "list",
  data: [{ object: "embedding", embedding, index: 0 }],
  model: "m",
  usage: { prompt_tokens: 1, total_tokens: 1 },
});
const error = (type: string) => ({ error: { message: "m", type, param: null, code: null } });

describe("validates", () => {
  test.each<[string, TSchema, unknown]>([
    ["a prompt", CompletionRequest, { model: "m", prompt: "x", suffix: "y", stop: "z", logprobs: 3, best_of: 2 }],
    ["no prompt", CompletionRequest, { model: "m" }],
    ["a completion", Completion, { ...envelope, choices: choice("length"), usage }],
    ["a piece", CompletionChunk, { ...envelope, choices: choice(null) }],
    ["a piece with zeros", CompletionChunk, { ...envelope, choices: choice(null), usage: zero }],
    ["the last piece", CompletionFinalChunk, { ...envelope, choices: choice("stop") }],
    ["the usage", CompletionFinalChunk, { ...envelope, choices: [], usage }],
    ["an input", OpenAIEmbeddingsRequest, { model: "m", input: "" }],
    ["inputs", OpenAIEmbeddingsRequest, { model: "m", input: ["a"], encoding_format: "Base64", dimensions: 8 }],
    ["a vector", EmbeddingList, list([0.5, -0.5])],
    ["a vector as bytes", EmbeddingList, list("AACAPw==")],
    [
      "models",
      ModelList,
      { object: "list", data: [{ id: "m:latest", object: "model", created: 1, owned_by: "library" }] },
    ],
    ["no models", ModelList, { object: "list", data: null }],
    ["a model", OpenAIModel, { id: "m", object: "model", created: 1, owned_by: "library" }],
    ["a form", TranscriptionRequest, { model: "m", file: "RIFF", response_format: "srt", temperature: "0" }],
    ["a transcript", TranscriptionResponse, { text: "" }],
    ["an error", OpenAIError, error("not_found_error")],
  ])("%s", (_, schema, value) => {
    expect(validationErrors(schema, value)).toEqual([]);
  });
});

describe("does not validate", () => {
  test.each<[string, TSchema, unknown]>([
    ["several prompts", CompletionRequest, { model: "m", prompt: ["x"] }],
    ["a stop that is no text", CompletionRequest, { model: "m", stop: [1] }],
    ["too many alternatives", CompletionRequest, { model: "m", logprobs: 21 }],
    ["a completion without usage", Completion, { ...envelope, choices: choice("stop") }],
    ["an end without a reason", CompletionFinalChunk, { ...envelope, choices: choice(null) }],
    ["an end of nothing", CompletionFinalChunk, { ...envelope, choices: [] }],
    ["tokens", OpenAIEmbeddingsRequest, { model: "m", input: [1, 2] }],
    ["no inputs", OpenAIEmbeddingsRequest, { model: "m", input: [] }],
    ["another encoding", OpenAIEmbeddingsRequest, { model: "m", input: "x", encoding_format: "hex" }],
    ["a vector of texts", EmbeddingList, list(["1"])],
    ["a model without an owner", OpenAIModel, { id: "m", object: "model", created: 1 }],
    ["a form without a file", TranscriptionRequest, { model: "m" }],
    ["an empty file", TranscriptionRequest, { model: "m", file: "" }],
    ["an error of another type", OpenAIError, error("authentication_error")],
    ["an error without a code", OpenAIError, { error: { message: "m", type: "api_error", param: null } }],
    ["a native error", OpenAIError, { error: "m" }],
  ])("%s", (_, schema, value) => {
    expect(validationErrors(schema, value)).not.toEqual([]);
  });
});
