import { anthropic } from "./anthropic.ts";
import { beyond } from "./beyond.ts";
import { chat } from "./chat.ts";
import { clientChats } from "./client-chats.ts";
import { clientLists } from "./client-lists.ts";
import { clientSdks } from "./client-sdks.ts";
import { context } from "./context.ts";
import { cors } from "./cors.ts";
import { create } from "./create.ts";
import { embed } from "./embed.ts";
import { errors } from "./errors.ts";
import { format } from "./format.ts";
import { generate } from "./generate.ts";
import { images } from "./images.ts";
import { keepAlive } from "./keep-alive.ts";
import { logprobs } from "./logprobs.ts";
import { metrics } from "./metrics.ts";
import { models } from "./models.ts";
import type { Mutant } from "./mutant.ts";
import { names } from "./names.ts";
import { older, remembering } from "./older.ts";
import { openaiChat } from "./openai-chat.ts";
import { openaiCompletions } from "./openai-completions.ts";
import { openaiEmbeddings } from "./openai-embeddings.ts";
import { openaiModels } from "./openai-models.ts";
import { openaiResponses } from "./openai-responses.ts";
import { openaiTranscriptions } from "./openai-transcriptions.ts";
import { options } from "./options.ts";
import { outputs } from "./outputs.ts";
import { request } from "./request.ts";
import { rerank } from "./rerank.ts";
import { routing } from "./routing.ts";
import { scheduler } from "./scheduler.ts";
import { show } from "./show.ts";
import { store } from "./store.ts";
import { stream } from "./stream.ts";
import { templates } from "./templates.ts";
import { think } from "./think.ts";
import { tools } from "./tools.ts";
import { transfer } from "./transfer.ts";
import { v1 } from "./v1.ts";
import { values } from "./values.ts";
import { version } from "./version.ts";

/** Every mutant, in the order of its chapter. */
export const mutants: readonly Mutant[] = [
  ...routing,
  ...cors,
  ...request,
  ...names,
  ...version,
  ...show,
  ...chat,
  ...options,
  ...keepAlive,
  ...context,
  ...errors,
  ...format,
  ...generate,
  ...images,
  ...logprobs,
  ...metrics,
  ...scheduler,
  ...stream,
  ...think,
  ...tools,
  ...values,
  ...embed,
  ...v1,
  ...openaiChat,
  ...openaiModels,
  ...openaiEmbeddings,
  ...openaiCompletions,
  ...openaiResponses,
  ...openaiTranscriptions,
  ...anthropic,
  ...beyond,
  ...rerank,
  ...clientLists,
  ...clientChats,
  ...clientSdks,
  ...models,
  ...create,
  ...store,
  ...transfer,
  ...templates,
  ...outputs,
  ...older,
  ...remembering,
];
