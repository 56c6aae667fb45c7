import type { Check } from "../check/check.ts";
import { profileChecks } from "../profiles/index.ts";
import { details } from "./details.ts";
import { tags } from "./list.ts";
import { ps } from "./ps.ts";
import { request } from "./request.ts";
import { routing } from "./routing.ts";
import { show } from "./show.ts";
import { status } from "./status.ts";
import { version } from "./version.ts";

/** Every check, in the order in which they run. */
export const checks: readonly Check[] = [
  ...routing,
  ...request,
  ...version,
  ...status,
  ...tags,
  ...details,
  ...ps,
  ...show,
  ...profileChecks,
];
