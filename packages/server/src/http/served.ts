import { type OperationId, operations } from "@cria/spec";

/** Operations of the specification that this server does not answer yet. Their paths are unknown to it, as to an older Ollama. */
const unserved = [
  "me",
  "signout",
  "deleteUserKey",
  "modelRecommendations",
  "openaiTranscriptions",
] as const satisfies readonly OperationId[];

/** An operation that this server answers. */
export type ServedId = Exclude<OperationId, (typeof unserved)[number]>;

export const servedIds = (Object.keys(operations) as OperationId[]).filter(
  (id): id is ServedId => !(unserved as readonly OperationId[]).includes(id),
);
