import type { Check } from "../check/check.ts";
import { profileChecks } from "../profiles/index.ts";
import { account } from "./account.ts";
import { changes } from "./changes.ts";
import { chat } from "./chat.ts";
import { context } from "./context.ts";
import { cors } from "./cors.ts";
import { details } from "./details.ts";
import { embed } from "./embed.ts";
import { embeddings } from "./embeddings.ts";
import { errors } from "./errors.ts";
import { format } from "./format.ts";
import { generate } from "./generate.ts";
import { images } from "./images.ts";
import { keepAlive } from "./keep-alive.ts";
import { tags } from "./list.ts";
import { logprobs } from "./logprobs.ts";
import { messages } from "./messages.ts";
import { metrics } from "./metrics.ts";
import { modelChecks } from "./models/index.ts";
import { names } from "./names.ts";
import { options } from "./options.ts";
import { ps } from "./ps.ts";
import { request } from "./request.ts";
import { routing } from "./routing.ts";
import { scheduler } from "./scheduler.ts";
import { show } from "./show.ts";
import { status } from "./status.ts";
import { stream } from "./stream.ts";
import { think } from "./think.ts";
import { tools } from "./tools.ts";
import { v1Checks } from "./v1/index.ts";
import { values } from "./values.ts";
import { version } from "./version.ts";

/** Every check, in the order in which they run. */
export const checks: readonly Check[] = [
  ...routing,
  ...cors,
  ...request,
  ...names,
  ...version,
  ...status,
  ...tags,
  ...details,
  ...ps,
  ...show,
  ...errors,
  ...stream,
  ...values,
  ...generate,
  ...chat,
  ...messages,
  ...options,
  ...keepAlive,
  ...format,
  ...think,
  ...images,
  ...tools,
  ...logprobs,
  ...metrics,
  ...context,
  ...scheduler,
  ...embed,
  ...embeddings,
  ...account,
  ...changes,
  ...modelChecks,
  ...v1Checks,
  ...profileChecks,
];
