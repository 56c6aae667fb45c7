import type { Operation } from "./operation.ts";

/** Endpoints in Anthropic's protocol, by id. */
export const anthropicOperations = {} as const satisfies Record<string, Operation>;
