import { chat } from "./chat.ts";
import { clientChats } from "./client-chats.ts";
import { clientLists } from "./client-lists.ts";
import { clientSdks } from "./client-sdks.ts";
import { context } from "./context.ts";
import { errors } from "./errors.ts";
import { format } from "./format.ts";
import { generate } from "./generate.ts";
import { images } from "./images.ts";
import { logprobs } from "./logprobs.ts";
import { metrics } from "./metrics.ts";
import { models } from "./models.ts";
import type { Mutant } from "./mutant.ts";
import { routing } from "./routing.ts";
import { scheduler } from "./scheduler.ts";
import { show } from "./show.ts";
import { stream } from "./stream.ts";
import { think } from "./think.ts";
import { tools } from "./tools.ts";
import { values } from "./values.ts";
import { version } from "./version.ts";

/** Every mutant, in the order of its chapter. */
export const mutants: readonly Mutant[] = [
  ...routing,
  ...version,
  ...show,
  ...chat,
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
  ...clientLists,
  ...clientChats,
  ...clientSdks,
  ...models,
];
