import type { OperationId, Requirement } from "@cria/spec";

/** Operations that a server may leave out: they change its store, or need an account. */
const optional: ReadonlySet<OperationId> = new Set([
  ...(["create", "pull", "push", "copy", "delete", "blobExists", "blobUpload"] as const),
  ...(["me", "signout", "deleteUserKey", "webSearch", "webFetch", "modelRecommendations"] as const),
]);

/**
 * Whether a rule is broken by a server that offers none of its operations. Most say nothing about it then; but those that
 * an operation is there, and those of a client, which can't do without it, do.
 */
export function mustOffer({ id, operations = [] }: Pick<Requirement, "id" | "operations">): boolean {
  const says = /[.-]present$/.test(id) || id.startsWith("client-");
  return says && operations.some((operation) => !optional.has(operation));
}
