import type { Check } from "../../check/check.ts";
import { anthropicErrors } from "../anthropic-errors.ts";
import { anthropicMessages } from "../anthropic-messages.ts";
import { anthropicRequest } from "../anthropic-request.ts";
import { anthropicSearch } from "../anthropic-search.ts";
import { anthropicStream } from "../anthropic-stream.ts";
import { beyond } from "../beyond.ts";
import { openaiChat } from "../openai-chat.ts";
import { openaiChatMessages } from "../openai-chat-messages.ts";
import { openaiChatResponse } from "../openai-chat-response.ts";
import { openaiChatStream } from "../openai-chat-stream.ts";
import { openaiCompletions } from "../openai-completions.ts";
import { openaiCompletionsStream } from "../openai-completions-stream.ts";
import { openaiEmbeddings } from "../openai-embeddings.ts";
import { openaiErrors } from "../openai-errors.ts";
import { openaiImages } from "../openai-images.ts";
import { openaiModels } from "../openai-models.ts";
import { openaiReasoning } from "../openai-reasoning.ts";
import { openaiResponses } from "../openai-responses.ts";
import { openaiResponsesRequest } from "../openai-responses-request.ts";
import { openaiResponsesSearch } from "../openai-responses-search.ts";
import { openaiResponsesStream } from "../openai-responses-stream.ts";
import { openaiTools } from "../openai-tools.ts";
import { openaiTranscriptions } from "../openai-transcriptions.ts";
import { rerank } from "../rerank.ts";
import { v1Decoding } from "../v1-decoding.ts";
import { v1Headers } from "../v1-headers.ts";
import { v1Routes } from "../v1-routes.ts";

/** Every check of OpenAI's and Anthropic's protocols. */
export const v1Checks: readonly Check[] = [
  ...v1Routes,
  ...v1Decoding,
  ...v1Headers,
  ...openaiErrors,
  ...openaiModels,
  ...openaiChat,
  ...openaiChatMessages,
  ...openaiChatResponse,
  ...openaiChatStream,
  ...openaiReasoning,
  ...openaiImages,
  ...openaiTools,
  ...openaiCompletions,
  ...openaiCompletionsStream,
  ...openaiEmbeddings,
  ...openaiResponsesRequest,
  ...openaiResponses,
  ...openaiResponsesStream,
  ...openaiResponsesSearch,
  ...openaiTranscriptions,
  ...anthropicRequest,
  ...anthropicMessages,
  ...anthropicStream,
  ...anthropicSearch,
  ...anthropicErrors,
  ...beyond,
  ...rerank,
];
