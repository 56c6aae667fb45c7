import type { Requirement } from "./requirement.ts";

export type { Level, Requirement, Source } from "./requirement.ts";

/** Every rule of the API that the schemas can't say, by chapter. */
export const requirements: readonly Requirement[] = [];
