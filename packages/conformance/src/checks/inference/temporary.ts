import type { CheckContext } from "../../check/context.ts";

/** Creates a model and uses it; it is deleted when the check is over. @param body of `/api/create`, without a name */
export async function withTemporary(
  context: CheckContext,
  body: Readonly<Record<string, unknown>>,
  use: (name: string) => Promise<void>,
): Promise<void> {
  await use(await context.createModel(body));
}
