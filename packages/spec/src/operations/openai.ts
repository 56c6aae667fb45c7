import type { Operation } from "./operation.ts";

/** Endpoints in OpenAI's protocol, by id. */
export const openaiOperations = {} as const satisfies Record<string, Operation>;
