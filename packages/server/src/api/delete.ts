import type { Handler } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { quote } from "../prompts/gotemplate/text.ts";
import { removePartials } from "../registry/download/partials.ts";
import { fullName, type ModelName, parseName } from "../store/name.ts";
import { parseReference } from "../store/reference.ts";
import { ModelNotFoundError } from "../store/store.ts";

/** `DELETE /api/delete`: deletes a name and what only it uses. A loaded model stays loaded. */
export const deleteModel: Handler<"delete"> = async ({ body, context }) => {
  const sent = body.model || body.name || "";
  if (sent === "") throw new ApiError(400, "model is required");
  const names = candidates(sent);
  if (names.length === 0) throw new ApiError(400, `name ${quote(sent)} is invalid`);
  for (const name of names) {
    try {
      await context.store.delete(name);
      return new Response(null);
    } catch (error) {
      if (!(error instanceof ModelNotFoundError)) throw error;
      if (await context.store.isFallback(name)) {
        throw new ApiError(403, `model '${sent}' comes with Cria: CRIA_EMBEDDED_MODEL=off hides it`, { cause: error });
      }
    }
  }
  // A model whose pull broke off is no model yet, but takes room like one.
  for (const name of names) if (await removePartials(context.store.blobs, fullName(name))) return new Response(null);
  throw new ApiError(404, `model '${sent}' not found`);
};

/** The names that a stored model may have: a stub of a cloud model keeps the suffix in its tag. */
function candidates(sent: string): ModelName[] {
  const { name, source } = parseReference(sent);
  const texts = source === "cloud" ? [`${name}:cloud`, `${name}-cloud`] : [name];
  return texts.flatMap((text) => parseName(text) ?? []);
}
