import { expectTypeOf, test } from "bun:test";
import type {
  AnthropicMessage,
  ContentBlockParam,
  MessageStopEvent,
  MessagesRequest,
  MessagesStreamChunk,
} from "../anthropic/index.ts";
import type {
  ChatCompletion,
  ChatCompletionRequest,
  EmbeddingList,
  ModelList,
  OpenAIModel,
  ResponsesResponse,
  ResponsesStreamChunk,
} from "../openai/index.ts";
import type { ChunkOf, FinalOf, RequestOf, ResponseOf } from "./index.ts";

test("chat completions", () => {
  type Request = RequestOf<"openaiChatCompletions">;
  expectTypeOf<Request>().toEqualTypeOf<ChatCompletionRequest>();
  expectTypeOf<Request["model"]>().toEqualTypeOf<string>();
  expectTypeOf<Request["stop"]>().toEqualTypeOf<string | string[] | undefined>();
  expectTypeOf<Extract<Request["reasoning_effort"], "xhigh">>().toEqualTypeOf<"xhigh">();
  expectTypeOf<ResponseOf<"openaiChatCompletions">>().toEqualTypeOf<ChatCompletion>();
  type Choice = ResponseOf<"openaiChatCompletions">["choices"][number];
  expectTypeOf<Choice["message"]["content"]>().toEqualTypeOf<string>();
  expectTypeOf<Choice["finish_reason"]>().toEqualTypeOf<string | null>();
  type Delta = ChunkOf<"openaiChatCompletions">["choices"][number]["delta"];
  expectTypeOf<Delta["role"]>().toEqualTypeOf<"assistant" | undefined>();
  expectTypeOf<Delta["content"]>().toEqualTypeOf<string | undefined>();
  type Final = FinalOf<"openaiChatCompletions">;
  expectTypeOf<Extract<Final, { usage: unknown }>["choices"]>().toEqualTypeOf<[]>();
});

test("completions", () => {
  expectTypeOf<RequestOf<"openaiCompletions">["prompt"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<ResponseOf<"openaiCompletions">["object"]>().toEqualTypeOf<"text_completion">();
  expectTypeOf<ChunkOf<"openaiCompletions">["choices"][number]["text"]>().toEqualTypeOf<string>();
  expectTypeOf<FinalOf<"openaiCompletions">["model"]>().toEqualTypeOf<string>();
});

test("embeddings", () => {
  expectTypeOf<RequestOf<"openaiEmbeddings">["input"]>().toEqualTypeOf<string | string[]>();
  expectTypeOf<ResponseOf<"openaiEmbeddings">>().toEqualTypeOf<EmbeddingList>();
  expectTypeOf<EmbeddingList["data"][number]["embedding"]>().toEqualTypeOf<string | number[]>();
  expectTypeOf<ChunkOf<"openaiEmbeddings">>().toEqualTypeOf<undefined>();
});

test("models", () => {
  expectTypeOf<RequestOf<"openaiModels">>().toEqualTypeOf<undefined>();
  expectTypeOf<ResponseOf<"openaiModels">>().toEqualTypeOf<ModelList>();
  expectTypeOf<ModelList["data"]>().toEqualTypeOf<OpenAIModel[] | null>();
  expectTypeOf<ResponseOf<"openaiModel">>().toEqualTypeOf<OpenAIModel>();
});

test("responses", () => {
  expectTypeOf<RequestOf<"openaiResponses">["background"]>().toEqualTypeOf<boolean | undefined>();
  expectTypeOf<ResponseOf<"openaiResponses">>().toEqualTypeOf<ResponsesResponse>();
  expectTypeOf<Extract<ResponsesResponse["usage"], null>>().toEqualTypeOf<null>();
  expectTypeOf<ChunkOf<"openaiResponses">>().toEqualTypeOf<ResponsesStreamChunk>();
  type Delta = Extract<ResponsesStreamChunk, { type: "response.output_text.delta" }>;
  expectTypeOf<Delta["delta"]>().toEqualTypeOf<string>();
  expectTypeOf<FinalOf<"openaiResponses">["type"]>().toEqualTypeOf<
    "response.completed" | "response.incomplete" | "response.failed"
  >();
});

test("transcriptions", () => {
  expectTypeOf<RequestOf<"openaiTranscriptions">["language"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<ResponseOf<"openaiTranscriptions">>().toEqualTypeOf<{ text: string }>();
});

test("messages", () => {
  type Request = RequestOf<"anthropicMessages">;
  expectTypeOf<Request>().toEqualTypeOf<MessagesRequest>();
  expectTypeOf<Request["max_tokens"]>().toEqualTypeOf<number>();
  expectTypeOf<ResponseOf<"anthropicMessages">>().toEqualTypeOf<AnthropicMessage>();
  expectTypeOf<ChunkOf<"anthropicMessages">>().toEqualTypeOf<MessagesStreamChunk>();
  type Delta = Extract<MessagesStreamChunk, { type: "content_block_delta" }>["delta"];
  expectTypeOf<Extract<Delta, { type: "input_json_delta" }>["partial_json"]>().toEqualTypeOf<string>();
  expectTypeOf<Extract<FinalOf<"anthropicMessages">, { type: "message_stop" }>>().toEqualTypeOf<MessageStopEvent>();
});

test("a block's type tells its fields", () => {
  expectTypeOf<Extract<ContentBlockParam, { type: "text" }>["text"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<Extract<ContentBlockParam, { type: "tool_use" }>["name"]>().toEqualTypeOf<string>();
});
