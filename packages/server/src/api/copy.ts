import type { Handler } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { quote } from "../prompts/gotemplate/text.ts";
import { parseName } from "../store/name.ts";
import { ModelNotFoundError } from "../store/store.ts";

/** `POST /api/copy`: gives a model another name as well. */
export const copy: Handler<"copy"> = async ({ body, context }) => {
  const source = parseName(body.source);
  if (source === undefined) throw new ApiError(400, `source ${quote(body.source)} is invalid`);
  const destination = parseName(body.destination);
  if (destination === undefined) throw new ApiError(400, `destination ${quote(body.destination)} is invalid`);
  try {
    await context.store.copy(source, destination);
  } catch (error) {
    if (!(error instanceof ModelNotFoundError)) throw error;
    throw new ApiError(404, `model ${quote(body.source)} not found`, { cause: error });
  }
  return new Response(null);
};
