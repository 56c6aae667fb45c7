import type { StatusResponse } from "@cria/spec";
import type { Handler } from "../http/context.ts";
import { jsonResponse } from "../http/stream.ts";

/** `GET /api/status`: there are no cloud features, whether the user forbids them or not. */
export const status: Handler<"status"> = async ({ context }) => {
  const source = context.environment.noCloud ? "env" : "config";
  return jsonResponse({ cloud: { disabled: true, source } } satisfies StatusResponse);
};
