import { decodeBase64 } from "../http/base64.ts";
import { ApiError, messageOf } from "../http/error.ts";

/** The bytes of an image. Throws an {@link ApiError} with status 400: images elsewhere are never fetched. */
export function decodeImage({ type, data }: { readonly type: string; readonly data: string }): Uint8Array<ArrayBuffer> {
  if (type !== "base64") {
    throw new ApiError(400, `invalid image source type: ${type}. Only base64 images are supported.`);
  }
  try {
    return decodeBase64(data);
  } catch (cause) {
    throw new ApiError(400, `invalid base64 image data: ${messageOf(cause)}`, { cause });
  }
}
