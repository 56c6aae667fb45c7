import type { CreateRequest } from "@cria/spec";
import type { Decoded } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import { type ModelName, parseName } from "../store/name.ts";

/** A request to create a model, checked as far as that is done before the answer begins. */
export interface CreatePlan {
  readonly name: ModelName;
  readonly body: Decoded<typeof CreateRequest>;
}

/** Checks what needs no model. Throws an {@link ApiError} with status 400, in Ollama's order. */
export function planCreate(body: Decoded<typeof CreateRequest>): CreatePlan {
  for (const files of [body.files, body.draft_files]) {
    for (const path of Object.keys(files ?? {})) {
      if (!isRelative(path)) throw new ApiError(400, "file path must be relative");
    }
  }
  for (const files of [body.files, body.draft_files, body.adapters]) {
    if (Object.values(files ?? {}).includes("")) throw new ApiError(400, "invalid digest format");
  }
  if (body.draft_quantize && Object.keys(body.draft_files ?? {}).length === 0) {
    throw new ApiError(400, "--draft-quantize requires a DRAFT model");
  }
  const name = parseName(body.model || body.name || "");
  if (name === undefined) throw new ApiError(400, "invalid model name");
  return { name, body };
}

/** Whether a path has only plain segments. */
function isRelative(path: string): boolean {
  return path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
}
