import type { OperationId } from "@cria/spec";
import { methodRoutes, type RouteOf } from "./routes.ts";

/**
 * How to reach every operation of the API, by id: what is needed of the spec's table at run time. The table itself is thirty
 * times as large, because of its schemas.
 */
export const routes = {
  ...methodRoutes,
  root: { method: "GET", path: "/", answer: "text" },
  status: { method: "GET", path: "/api/status" },
  me: { method: "POST", path: "/api/me" },
  signout: { method: "POST", path: "/api/signout" },
  deleteUserKey: { method: "DELETE", path: "/api/user/keys/:encodedKey" },
  webSearch: { method: "POST", path: "/api/experimental/web_search", body: "json" },
  webFetch: { method: "POST", path: "/api/experimental/web_fetch", body: "json" },
  modelRecommendations: { method: "GET", path: "/api/experimental/model-recommendations" },
  openaiChatCompletions: {
    method: "POST",
    path: "/v1/chat/completions",
    body: "json",
    stream: "sse",
    terminator: "[DONE]",
  },
  openaiCompletions: { method: "POST", path: "/v1/completions", body: "json", stream: "sse", terminator: "[DONE]" },
  openaiEmbeddings: { method: "POST", path: "/v1/embeddings", body: "json" },
  openaiModels: { method: "GET", path: "/v1/models" },
  openaiModel: { method: "GET", path: "/v1/models/:model" },
  openaiResponses: {
    method: "POST",
    path: "/v1/responses",
    body: "json",
    stream: "sse",
    finalTypes: ["response.completed", "response.incomplete", "response.failed"],
  },
  openaiTranscriptions: { method: "POST", path: "/v1/audio/transcriptions", body: "multipart" },
  anthropicMessages: {
    method: "POST",
    path: "/v1/messages",
    body: "json",
    stream: "sse",
    finalTypes: ["message_stop", "error"],
  },
  openaiRerank: { method: "POST", path: "/v1/rerank", body: "json" },
  teiRerank: { method: "POST", path: "/rerank", body: "json" },
} as const satisfies { readonly [Id in OperationId]: RouteOf<Id> };
