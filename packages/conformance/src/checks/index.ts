import type { Check } from "../check/check.ts";
import { routing } from "./routing.ts";
import { version } from "./version.ts";

/** Every check, in the order in which they run. */
export const checks: readonly Check[] = [...routing, ...version];
