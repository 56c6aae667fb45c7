import type { Mutant } from "./mutant.ts";
import { routing } from "./routing.ts";
import { version } from "./version.ts";

/** Every mutant, in the order of its chapter. */
export const mutants: readonly Mutant[] = [...routing, ...version];
