import type { Handler } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { progressResponse } from "../http/progress.ts";
import { parseName } from "../store/name.ts";

/** `POST /api/push`: gives a model to a registry. What is wrong with the name is told in the stream, as in Ollama. */
export const push: Handler<"push"> = async ({ body, signal, context }) => {
  const sent = body.model || body.name || "";
  if (sent === "") throw new ApiError(400, "model is required");
  return progressResponse(signal, body.stream ?? true, async function* (client) {
    const name = parseName(sent);
    if (name === undefined) {
      yield { status: "retrieving manifest" };
      yield { status: "couldn't retrieve manifest" };
      throw new ApiError(500, "invalid model name");
    }
    const stored = context.store.canonical(name);
    yield* context.registries.push(stored, { insecure: body.insecure === true }, client);
  });
};
