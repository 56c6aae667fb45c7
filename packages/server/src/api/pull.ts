import type { Handler } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { progressResponse } from "../http/progress.ts";
import { parseName } from "../store/name.ts";
import { pullReference } from "./transfer-name.ts";

/** `POST /api/pull`: gets a model from a registry. It ends when the client leaves, unless another one waits for the same. */
export const pull: Handler<"pull"> = async ({ body, signal, context }) => {
  const name = parseName(pullReference(body.model || body.name || ""));
  if (name === undefined) throw new ApiError(400, "invalid model name");
  const stored = context.store.canonical(name);
  return progressResponse(signal, body.stream ?? true, (client) =>
    context.registries.pull(stored, { insecure: body.insecure === true }, client),
  );
};
