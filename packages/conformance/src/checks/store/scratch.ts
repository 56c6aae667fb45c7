import type { CheckContext } from "../../check/context.ts";
import { expectStatus } from "../../check/expect.ts";
import { NotSupported } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";

/** Copies a model under a name of the suite's own while `use` runs, and deletes the copy whatever comes of it. */
export async function withCopy<Value>(
  context: CheckContext,
  name: string,
  use: () => Promise<Value>,
  source = context.model,
): Promise<Value> {
  if (context.absent.has("copy") || context.absent.has("delete")) {
    throw new NotSupported("the server does not copy and delete models");
  }
  expectStatus(await context.client.post("/api/copy", { source, destination: name }), 200);
  try {
    return await use();
  } finally {
    await context.client.exchange("DELETE", "/api/delete", { model: name });
  }
}

/** Deletes a model. */
export async function remove({ client }: CheckContext, name: string): Promise<Answer> {
  return client.call("DELETE", "/api/delete", { model: name });
}
