import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { goStructures } from "./go-structures.ts";
import * as native from "./index.ts";

type Structure = keyof typeof goStructures;

/** The schemas that stand for each structure: a request's and an answer's, or a chunk's and a final frame's. */
const schemas: Record<Structure, readonly TSchema[]> = {
  StatusError: [native.ErrorResponse],
  AuthorizationError: [native.ErrorResponse],
  GenerateRequest: [native.GenerateRequest],
  ChatRequest: [native.ChatRequest],
  Message: [native.Message, native.InputMessage],
  ToolCall: [native.ToolCall, native.InputToolCall],
  ToolCallFunction: [native.ToolCallFunction, native.InputToolCallFunction],
  Tool: [native.Tool, native.InputTool],
  ToolProperty: [native.ToolProperty],
  ToolFunctionParameters: [native.ToolFunctionParameters, native.InputToolFunctionParameters],
  ToolFunction: [native.ToolFunction, native.InputToolFunction],
  TokenLogprob: [native.TokenLogprob],
  Logprob: [native.Logprob],
  ChatResponse: [native.ChatChunk, native.ChatFinal],
  DebugInfo: [native.DebugInfo],
  Metrics: [native.Metrics],
  Options: [native.ModelOptions],
  Runner: [native.ModelOptions],
  EmbedRequest: [native.EmbedRequest],
  EmbedResponse: [native.EmbedResponse],
  EmbeddingRequest: [native.EmbeddingsRequest],
  EmbeddingResponse: [native.EmbeddingsResponse],
  CreateRequest: [native.CreateRequest],
  DeleteRequest: [native.DeleteRequest],
  ShowRequest: [native.ShowRequest],
  ShowResponse: [native.ShowResponse],
  CopyRequest: [native.CopyRequest],
  PullRequest: [native.PullRequest],
  ProgressResponse: [native.ProgressResponse],
  PushRequest: [native.PushRequest],
  ListResponse: [native.ListResponse],
  ModelRecommendationsResponse: [native.ModelRecommendationsResponse],
  ModelRecommendation: [native.ModelRecommendation],
  ProcessResponse: [native.ProcessResponse],
  ListModelResponse: [native.ListedModel],
  ProcessModelResponse: [native.ProcessModel],
  // No endpoint answers it.
  TokenResponse: [],
  CloudStatus: [native.CloudStatus],
  StatusResponse: [native.StatusResponse],
  WebSearchRequest: [native.WebSearchRequest],
  WebSearchResult: [native.WebSearchResult],
  WebSearchResponse: [native.WebSearchResponse],
  WebFetchRequest: [native.WebFetchRequest],
  WebFetchResponse: [native.WebFetchResponse],
  GenerateResponse: [native.GenerateChunk, native.GenerateFinal],
  ModelDetails: [native.ModelDetails],
  UserResponse: [native.UserResponse],
  Tensor: [native.ShownTensor],
};

/** Structures that share one schema with another structure, whose fields it has too. */
const sharing: Partial<Record<Structure, Structure>> = {
  StatusError: "AuthorizationError",
  AuthorizationError: "StatusError",
  Runner: "Options",
};

const structures = Object.entries(goStructures) as [Structure, readonly string[]][];

describe("schemas have the fields of the structure, and no other", () => {
  test.each(structures.filter(([name]) => schemas[name].length > 0))("%s", (name, fields) => {
    const partner = sharing[name];
    const expected = new Set([...fields, ...(partner === undefined ? [] : goStructures[partner])]);
    const found = new Set(schemas[name].flatMap((schema) => Object.keys(schema.properties)));
    expect([...found].sort()).toEqual([...expected].sort());
  });
});

test("what a client may send back has the fields of what it got", () => {
  for (const name of ["Message", "ToolCall", "ToolCallFunction"] as const) {
    const [got, sent] = schemas[name].map((schema) => Object.keys(schema.properties).sort());
    expect(sent!).toEqual(got!);
  }
});

test("names are told apart by case alone nowhere, since a server does not", () => {
  for (const [name, fields] of structures) {
    expect({ name, count: new Set(fields.map((field) => field.toLowerCase())).size }).toEqual({
      name,
      count: fields.length,
    });
  }
});
