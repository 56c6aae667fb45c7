import { ApiError } from "../http/error.ts";
import { encodeJson } from "../http/json.ts";
import type { StoredModel } from "../store/model.ts";
import { fullName } from "../store/name.ts";
import type { Prompt } from "./prompt.ts";

/**
 * Refuses a prompt with images, which no model here can look at: with the error object that the original's engine gives
 * for a model that takes none, as a text. It differs by who makes the prompt. Throws an {@link ApiError} with status 400.
 */
export async function refuseImages(model: StoredModel, { imageCount, isNative }: Prompt): Promise<void> {
  if (imageCount === 0) return;
  if ((await model.capabilities()).includes("vision")) {
    throw new ApiError(400, `${fullName(model.name)} runs without its vision part here: images are not supported yet`);
  }
  // The original's status for the first is 500, which has clients send the same once more.
  const message = isNative
    ? "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"
    : "Multimodal data provided, but model does not support multimodal requests.";
  throw new ApiError(400, encodeJson({ error: { code: 400, message, type: "invalid_request_error" } }));
}
