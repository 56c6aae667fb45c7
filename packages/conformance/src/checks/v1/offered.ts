import type { OperationId } from "@cria/spec";
import type { CheckContext } from "../../check/context.ts";
import { NotSupported } from "../../check/outcome.ts";

/** Does what belongs to each operation that the server offers. Throws {@link NotSupported} if it offers none of them. */
export async function eachOffered<Id extends OperationId>(
  { absent }: CheckContext,
  tasks: Readonly<Record<Id, () => Promise<void>>>,
): Promise<void> {
  const offered = (Object.keys(tasks) as Id[]).filter((id) => !absent.has(id));
  if (offered.length === 0) throw new NotSupported(`the server offers none of ${Object.keys(tasks).join(", ")}`);
  for (const id of offered) await tasks[id]();
}

/** The operations of a list that the server offers. Throws {@link NotSupported} if it offers none of them. */
export function offeredOf<Id extends OperationId>({ absent }: CheckContext, ids: readonly Id[]): Id[] {
  const offered = ids.filter((id) => !absent.has(id));
  if (offered.length === 0) throw new NotSupported(`the server offers none of ${ids.join(", ")}`);
  return offered;
}
