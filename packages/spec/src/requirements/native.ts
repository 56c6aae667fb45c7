import { account } from "./account.ts";
import { blobs } from "./blobs.ts";
import { changes } from "./changes.ts";
import type { Chapter } from "./chapter.ts";
import { chat } from "./chat.ts";
import { context } from "./context.ts";
import { copy } from "./copy.ts";
import { cors } from "./cors.ts";
import { create } from "./create.ts";
import { deletion } from "./delete.ts";
import { details } from "./details.ts";
import { embed } from "./embed.ts";
import { embeddings } from "./embeddings.ts";
import { errors } from "./errors.ts";
import { format } from "./format.ts";
import { generate } from "./generate.ts";
import { images } from "./images.ts";
import { keepAlive } from "./keep-alive.ts";
import { list } from "./list.ts";
import { logprobs } from "./logprobs.ts";
import { messages } from "./messages.ts";
import { metrics } from "./metrics.ts";
import { names } from "./names.ts";
import { options } from "./options.ts";
import { ps } from "./ps.ts";
import { pull } from "./pull.ts";
import { push } from "./push.ts";
import { request } from "./request.ts";
import { routing } from "./routing.ts";
import { scheduler } from "./scheduler.ts";
import { show } from "./show.ts";
import { status } from "./status.ts";
import { stream } from "./stream.ts";
import { think } from "./think.ts";
import { tools } from "./tools.ts";
import { values } from "./values.ts";
import { version } from "./version.ts";

/** Chapters of Ollama's own endpoints, in reading order: the wire, then requests, then endpoint by endpoint. */
export const nativeChapters = [
  routing,
  cors,
  request,
  errors,
  stream,
  values,
  names,
  version,
  status,
  list,
  details,
  ps,
  show,
  generate,
  chat,
  messages,
  options,
  keepAlive,
  format,
  think,
  images,
  tools,
  logprobs,
  metrics,
  context,
  scheduler,
  embed,
  embeddings,
  create,
  blobs,
  copy,
  deletion,
  pull,
  push,
  account,
  changes,
] as const satisfies readonly Chapter[];
