import { anthropicErrors } from "./anthropic-errors.ts";
import { anthropicMessages } from "./anthropic-messages.ts";
import { anthropicRequest } from "./anthropic-request.ts";
import { anthropicSearch } from "./anthropic-search.ts";
import { anthropicStream } from "./anthropic-stream.ts";
import { beyond } from "./beyond.ts";
import {
  clientAnythingllm,
  clientComfyui,
  clientHermesAgent,
  clientHomeAssistant,
  clientLlmOllama,
  clientN8n,
  clientOllamaTelegram,
  clientOpenWebui,
} from "./clients-applications.ts";
import {
  clientCline,
  clientContinue,
  clientCopilot,
  clientOllamaVscode,
  clientRooCode,
  clientZed,
} from "./clients-editors.ts";
import { clientAiSdk, clientLangchain, clientLangflow, clientLlamaindex } from "./clients-frameworks.ts";
import { clientOllamaCli, clientOllamaGo, clientOllamaJs, clientOllamaPython } from "./clients-ollama.ts";
import { clientAnthropicSdk, clientClaudeCode, clientCodex, clientLitellm, clientOpenaiSdk } from "./clients-sdks.ts";
import { modelsCapabilities } from "./models-capabilities.ts";
import { modelsCreate } from "./models-create.ts";
import { modelsHistory } from "./models-history.ts";
import { modelsModelfile } from "./models-modelfile.ts";
import { modelsParameters } from "./models-parameters.ts";
import { modelsPrompts } from "./models-prompts.ts";
import { modelsPull } from "./models-pull.ts";
import { modelsStore } from "./models-store.ts";
import { modelsTemplates } from "./models-templates.ts";
import { modelsThinking } from "./models-thinking.ts";
import { modelsToolCalls } from "./models-tool-calls.ts";
import { openaiChat } from "./openai-chat.ts";
import { openaiChatMessages } from "./openai-chat-messages.ts";
import { openaiChatResponse } from "./openai-chat-response.ts";
import { openaiChatStream } from "./openai-chat-stream.ts";
import { openaiCompletions } from "./openai-completions.ts";
import { openaiCompletionsStream } from "./openai-completions-stream.ts";
import { openaiEmbeddings } from "./openai-embeddings.ts";
import { openaiErrors } from "./openai-errors.ts";
import { openaiImages } from "./openai-images.ts";
import { openaiModels } from "./openai-models.ts";
import { openaiReasoning } from "./openai-reasoning.ts";
import { openaiResponses } from "./openai-responses.ts";
import { openaiResponsesRequest } from "./openai-responses-request.ts";
import { openaiResponsesSearch } from "./openai-responses-search.ts";
import { openaiResponsesStream } from "./openai-responses-stream.ts";
import { openaiTools } from "./openai-tools.ts";
import { openaiTranscriptions } from "./openai-transcriptions.ts";
import { rerank } from "./rerank.ts";
import { v1Decoding } from "./v1-decoding.ts";
import { v1Headers } from "./v1-headers.ts";
import { v1Routes } from "./v1-routes.ts";

/** Chapters of the other protocols, of models, and of clients, in reading order. */
export const compatibilityChapters = [
  v1Routes,
  v1Decoding,
  v1Headers,
  openaiErrors,
  openaiReasoning,
  openaiImages,
  openaiTools,
  openaiChat,
  openaiChatMessages,
  openaiChatResponse,
  openaiChatStream,
  openaiCompletions,
  openaiCompletionsStream,
  openaiEmbeddings,
  openaiModels,
  openaiResponsesRequest,
  openaiResponses,
  openaiResponsesStream,
  openaiResponsesSearch,
  openaiTranscriptions,
  anthropicErrors,
  anthropicRequest,
  anthropicMessages,
  anthropicStream,
  anthropicSearch,
  beyond,
  rerank,
  modelsStore,
  modelsCreate,
  modelsModelfile,
  modelsParameters,
  modelsCapabilities,
  modelsPrompts,
  modelsTemplates,
  modelsHistory,
  modelsThinking,
  modelsToolCalls,
  modelsPull,
  clientCopilot,
  clientZed,
  clientContinue,
  clientCline,
  clientRooCode,
  clientOllamaVscode,
  clientOpenWebui,
  clientHomeAssistant,
  clientN8n,
  clientAnythingllm,
  clientHermesAgent,
  clientComfyui,
  clientLlmOllama,
  clientOllamaTelegram,
  clientLangchain,
  clientLlamaindex,
  clientAiSdk,
  clientLangflow,
  clientOllamaCli,
  clientOllamaJs,
  clientOllamaPython,
  clientOllamaGo,
  clientOpenaiSdk,
  clientAnthropicSdk,
  clientLitellm,
  clientClaudeCode,
  clientCodex,
] as const;
