import { Type } from "@sinclair/typebox";
import { ChatCompletion, ChatCompletionChunk, ChatCompletionFinalChunk } from "../openai/chat.ts";
import { ChatCompletionRequest } from "../openai/chat-request.ts";
import { Completion, CompletionChunk, CompletionFinalChunk, CompletionRequest } from "../openai/completions.ts";
import { EmbeddingList, OpenAIEmbeddingsRequest } from "../openai/embeddings.ts";
import { OpenAIError, OpenAIOrNativeError } from "../openai/error.ts";
import { ModelList, OpenAIModel } from "../openai/models.ts";
import { ResponsesResponse } from "../openai/responses.ts";
import { ResponsesFailedEvent, ResponsesFinalEvent, ResponsesStreamChunk } from "../openai/responses-events.ts";
import { ResponsesRequest } from "../openai/responses-request.ts";
import { TranscriptionRequest, TranscriptionResponse } from "../openai/transcriptions.ts";
import type { Operation } from "./operation.ts";

/** What any operation that runs a model may answer instead: 499 to a client that left, 429 and 502 for a model in the cloud. */
const inferenceErrors = {
  400: OpenAIOrNativeError,
  401: OpenAIOrNativeError,
  403: OpenAIOrNativeError,
  404: OpenAIError,
  429: OpenAIError,
  499: OpenAIError,
  500: OpenAIError,
  502: OpenAIOrNativeError,
  503: OpenAIError,
} as const;

/** Endpoints in OpenAI's protocol, by id. */
export const openaiOperations = {
  openaiChatCompletions: {
    methods: ["POST"],
    path: "/v1/chat/completions",
    summary: "Answers the messages of a chat.",
    protocol: "openai",
    introducedIn: "0.1.24",
    body: "json",
    request: ChatCompletionRequest,
    responses: { 200: ChatCompletion, ...inferenceErrors },
    stream: "sse",
    streamsByDefault: false,
    chunk: ChatCompletionChunk,
    final: ChatCompletionFinalChunk,
    errorFrame: OpenAIError,
    terminator: "[DONE]",
  },
  openaiCompletions: {
    methods: ["POST"],
    path: "/v1/completions",
    summary: "Completes a prompt.",
    protocol: "openai",
    introducedIn: "0.2.0",
    body: "json",
    request: CompletionRequest,
    responses: { 200: Completion, ...inferenceErrors },
    stream: "sse",
    streamsByDefault: false,
    chunk: CompletionChunk,
    final: CompletionFinalChunk,
    errorFrame: OpenAIError,
    terminator: "[DONE]",
  },
  openaiEmbeddings: {
    methods: ["POST"],
    path: "/v1/embeddings",
    summary: "Gives the vectors of texts.",
    protocol: "openai",
    introducedIn: "0.2.6",
    body: "json",
    request: OpenAIEmbeddingsRequest,
    responses: { 200: EmbeddingList, ...inferenceErrors, 501: OpenAIError },
    stream: "none",
  },
  openaiModels: {
    methods: ["GET"],
    path: "/v1/models",
    summary: "Models of the store.",
    protocol: "openai",
    introducedIn: "0.2.0",
    responses: { 200: ModelList, 500: OpenAIError },
    stream: "none",
  },
  openaiModel: {
    methods: ["GET"],
    path: "/v1/models/:model",
    pathParameters: { model: Type.String({ description: "Name of the model; without a tag it means `latest`." }) },
    summary: "A model of the store. Its name is one segment of the path: one with a slash can't be asked for.",
    protocol: "openai",
    introducedIn: "0.2.0",
    responses: {
      200: OpenAIModel,
      400: OpenAIError,
      401: OpenAIOrNativeError,
      403: OpenAIOrNativeError,
      404: OpenAIError,
      500: OpenAIError,
      502: OpenAIOrNativeError,
    },
    stream: "none",
  },
  openaiResponses: {
    methods: ["POST"],
    path: "/v1/responses",
    summary: "Answers a chat, without storing anything.",
    protocol: "openai",
    introducedIn: "0.13.3",
    body: "json",
    request: ResponsesRequest,
    responses: { 200: ResponsesResponse, ...inferenceErrors },
    stream: "sse",
    streamsByDefault: false,
    chunk: ResponsesStreamChunk,
    final: ResponsesFinalEvent,
    errorFrame: ResponsesFailedEvent,
  },
  openaiTranscriptions: {
    methods: ["POST"],
    path: "/v1/audio/transcriptions",
    summary: "Writes down what is said in a recording; as plain text if `response_format` is `text`.",
    protocol: "openai",
    introducedIn: "0.20.0",
    body: "multipart",
    request: TranscriptionRequest,
    plainText: true,
    responses: {
      200: TranscriptionResponse,
      400: OpenAIError,
      401: OpenAIError,
      403: OpenAIError,
      404: OpenAIError,
      429: OpenAIError,
      499: OpenAIError,
      500: OpenAIError,
      502: OpenAIError,
      503: OpenAIError,
    },
    stream: "none",
  },
} as const satisfies Record<string, Operation>;
