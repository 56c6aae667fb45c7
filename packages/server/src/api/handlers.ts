import { messages } from "../anthropic/messages.ts";
import type { Handlers } from "../http/context.ts";
import { chatCompletions } from "../openai/chat-completions.ts";
import { completions } from "../openai/completions.ts";
import { embeddings as openaiEmbeddings } from "../openai/embeddings.ts";
import { model, models } from "../openai/models.ts";
import { responses } from "../openai/responses.ts";
import { blobExists, blobUpload } from "./blobs.ts";
import { chat } from "./chat.ts";
import { copy } from "./copy.ts";
import { create } from "./create.ts";
import { deleteModel } from "./delete.ts";
import { embed } from "./embed.ts";
import { embeddings } from "./embeddings.ts";
import { generate } from "./generate.ts";
import { list } from "./list.ts";
import { ps } from "./ps.ts";
import { openaiRerank, rerank } from "./rerank.ts";
import { root } from "./root.ts";
import { show } from "./show.ts";
import { status } from "./status.ts";
import { version } from "./version.ts";
import { webFetch, webSearch } from "./web.ts";

/** A handler for every operation of the API. */
export const handlers: Handlers = {
  root,
  version,
  status,
  webSearch,
  webFetch,
  list,
  ps,
  show,
  generate,
  chat,
  embed,
  embeddings,
  create,
  blobExists,
  blobUpload,
  copy,
  delete: deleteModel,
  openaiChatCompletions: chatCompletions,
  openaiCompletions: completions,
  openaiEmbeddings,
  openaiModels: models,
  openaiModel: model,
  openaiResponses: responses,
  anthropicMessages: messages,
  rerank,
  openaiRerank,
  teiRerank: rerank,
};
