import type { OperationId, Requirement } from "@cria/spec";

/** Operations that a server may leave out: they change its store, or need an account. */
const optional: ReadonlySet<OperationId> = new Set([
  ...(["create", "pull", "push", "copy", "delete", "blobExists", "blobUpload"] as const),
  ...(["me", "signout", "deleteUserKey", "webSearch", "webFetch", "modelRecommendations"] as const),
]);

/** Whether a rule is broken by a server that offers none of its operations. */
export function mustOffer({ presence, operations = [] }: Pick<Requirement, "presence" | "operations">): boolean {
  return presence === true && operations.some((operation) => !optional.has(operation));
}
