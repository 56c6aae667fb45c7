import { type OperationId, operations } from "@cria/spec";
import { newestVersion } from "../target/server-version.ts";
import { type FakeAnswer, failure, json, text } from "./answer.ts";
import { DecodeError } from "./decode/decode-error.ts";
import { blobExists, blobUpload } from "./native/blobs.ts";
import { chat } from "./native/chat.ts";
import { create } from "./native/create.ts";
import { embed, embeddings } from "./native/embeddings.ts";
import { Fail } from "./native/fail.ts";
import { generate } from "./native/generate.ts";
import { copy, list, ps, remove, show } from "./native/models.ts";
import { rerank } from "./native/rerank.ts";
import { pull, push } from "./native/transfer.ts";
import type { OperationRequest } from "./request.ts";
import type { FakeState } from "./state.ts";
import { chatCompletions } from "./v1/chat-completions.ts";
import { completions } from "./v1/completions.ts";
import { decompressed } from "./v1/content.ts";
import { openaiEmbeddings } from "./v1/embeddings.ts";
import { errorAnswer } from "./v1/errors.ts";
import { messages } from "./v1/messages.ts";
import { openaiModels, retrieveModel } from "./v1/models.ts";
import { responses } from "./v1/responses.ts";
import { transcriptions } from "./v1/transcriptions.ts";

type Handler = (body: string, state: FakeState, request: OperationRequest) => FakeAnswer | Promise<FakeAnswer>;

/** What an endpoint that only the cloud can answer says where the cloud is disabled. */
function withoutCloud(body: string, what: string): FakeAnswer {
  if (body.trim() === "") return failure(400, "missing request body");
  return failure(403, `ollama cloud is disabled: ${what} is unavailable`);
}

const offline = () => failure(503, "account unavailable");

/** An answer for each operation. */
const table: Readonly<Record<OperationId, Handler>> = {
  root: () => text(200, "Ollama is running", { "content-type": "text/plain; charset=utf-8" }),
  version: () => json(200, { version: newestVersion }),
  status: () => json(200, { cloud: { disabled: true, source: "env" } }),
  list: (_, state) => list(state),
  ps: (_, state) => ps(state),
  show: (body, state, { headers }) => show(body, state, headers["user-agent"] ?? ""),
  generate,
  chat,
  embed,
  embeddings,
  create,
  pull,
  push,
  blobExists: (_, state, { params }) => blobExists(params.digest!, state),
  blobUpload: (_, state, { params, bytes }) => blobUpload(params.digest!, bytes, state),
  copy,
  delete: remove,
  me: offline,
  signout: () => failure(401, "you are not currently signed in"),
  deleteUserKey: () => failure(401, "you are not currently signed in"),
  webSearch: (body) => withoutCloud(body, "web search"),
  webFetch: (body) => withoutCloud(body, "web fetch"),
  modelRecommendations: () => json(200, { recommendations: [{ model: "fake", description: "A model to try." }] }),
  openaiChatCompletions: chatCompletions,
  openaiCompletions: completions,
  openaiEmbeddings,
  openaiModels: (_, state) => openaiModels(state),
  openaiModel: (_, state, { params }) => retrieveModel(params.model!, state),
  openaiResponses: responses,
  openaiTranscriptions: (_, state, request) => transcriptions(request, state),
  anthropicMessages: messages,
  rerank,
  openaiRerank: rerank,
  teiRerank: rerank,
};

/** Answers an operation; what it throws becomes an error answer in the operation's protocol. */
export async function handlers(request: OperationRequest, state: FakeState): Promise<FakeAnswer> {
  const { protocol } = operations[request.operation];
  let bytes: Uint8Array;
  try {
    bytes =
      protocol === "native" || request.operation === "openaiTranscriptions" ? request.bytes : decompressed(request);
  } catch (error) {
    // It is refused before the protocol's own layer sees it.
    if (error instanceof Fail) return failure(error.status, error.message);
    throw error;
  }
  try {
    return await table[request.operation](new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), state, request);
  } catch (error) {
    if (error instanceof DecodeError) return errorAnswer(protocol, 400, error.message);
    if (error instanceof Fail) return errorAnswer(protocol, error.status, error.message);
    throw error;
  }
}
