import { Type } from "@sinclair/typebox";
import { RankedTexts, RerankRequest, RerankResponse } from "../beyond/rerank.ts";
import { ErrorResponse } from "../native/error.ts";
import { OpenAIError } from "../openai/error.ts";
import type { Operation } from "./operation.ts";

const rerank = {
  methods: ["POST"],
  beyondOllama: true,
  body: "json",
  request: RerankRequest,
  stream: "none",
} as const;

const answer = Type.Union([RerankResponse, RankedTexts]);

const errorsIn = <Schema>(schema: Schema) => ({ 400: schema, 404: schema, 499: schema, 500: schema, 503: schema });

/** Endpoints that Ollama lacks, by id: one that ranks, under the paths that clients of other servers ask. */
export const beyondOperations = {
  rerank: {
    ...rerank,
    path: "/api/rerank",
    summary: "Ranks documents by how well they answer a query.",
    protocol: "native",
    responses: { 200: answer, ...errorsIn(ErrorResponse) },
  },
  openaiRerank: {
    ...rerank,
    path: "/v1/rerank",
    summary: "Ranks documents, for clients of Jina and llama-server.",
    protocol: "openai",
    responses: { 200: answer, ...errorsIn(OpenAIError) },
  },
  teiRerank: {
    ...rerank,
    path: "/rerank",
    summary: "Ranks documents, for clients of text-embeddings-inference.",
    protocol: "native",
    responses: { 200: answer, ...errorsIn(ErrorResponse) },
  },
} as const satisfies Record<string, Operation>;
