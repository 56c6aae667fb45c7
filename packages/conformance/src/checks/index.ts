import type { Check } from "../check/check.ts";
import { profileChecks } from "../profiles/index.ts";
import { chat } from "./chat.ts";
import { context } from "./context.ts";
import { cors } from "./cors.ts";
import { details } from "./details.ts";
import { errors } from "./errors.ts";
import { format } from "./format.ts";
import { generate } from "./generate.ts";
import { images } from "./images.ts";
import { tags } from "./list.ts";
import { logprobs } from "./logprobs.ts";
import { messages } from "./messages.ts";
import { metrics } from "./metrics.ts";
import { ps } from "./ps.ts";
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
import { names } from "./names.ts";

/** Every check, in the order in which they run. */
export const checks: readonly Check[] = [...routing, ...cors, ...request, ...names, ...version, ...status, ...tags, ...details, ...ps, ...show, ...errors, ...stream, ...values, ...generate, ...chat, ...messages, ...format, ...think, ...images, ...tools, ...logprobs, ...metrics, ...context, ...scheduler, ...profileChecks];
