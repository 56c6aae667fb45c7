import type { Handler } from "../http/context.ts";
import { jsonResponse } from "../http/stream.ts";
import { criaVersion } from "../version.ts";

/** `GET /api/version`: the version of the API; Cria's own is in a header. */
export const version: Handler<"version"> = async ({ context }) => {
  const response = jsonResponse({ version: context.version });
  response.headers.set("cria-version", criaVersion);
  return response;
};
