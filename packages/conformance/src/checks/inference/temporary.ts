import type { CheckContext } from "../../check/context.ts";
import { expectStatus } from "../../check/expect.ts";
import { NotSupported } from "../../check/outcome.ts";

/** Name of a model that exists for the length of a check. */
const name = "cria-conformance-temporary";

/** Creates a model, uses it and deletes it. @param body of the request that creates it, without its name */
export async function withTemporary(
  { client, absent }: CheckContext,
  body: Readonly<Record<string, unknown>>,
  use: (name: string) => Promise<void>,
): Promise<void> {
  if (absent.has("create") || absent.has("delete")) throw new NotSupported("the server can't create or delete models");
  expectStatus(await client.post("/api/create", { model: name, stream: false, ...body }), 200);
  try {
    await use(name);
  } finally {
    // What is loaded would outlive its deletion.
    await client.exchange("POST", "/api/generate", { model: name, keep_alive: 0 });
    await client.exchange("DELETE", "/api/delete", { model: name });
  }
}
