import { decodeBase64 } from "../http/base64.ts";
import { ApiError } from "../http/error.ts";

const dataUrl = /^data:(?:image\/(?:jpeg|jpg|png|webp))?;base64,/;

/** The bytes of an image in a data URL. Throws an {@link ApiError} with status 400: other URLs are never fetched. */
export function decodeImageUrl(url: string): Uint8Array<ArrayBuffer> {
  if (/^https?:\/\//.test(url)) {
    throw new ApiError(400, "image URLs are not currently supported, please use base64 encoded data instead");
  }
  const prefix = dataUrl.exec(url)?.[0];
  if (prefix === undefined) throw new ApiError(400, "invalid image input");
  try {
    return decodeBase64(url.slice(prefix.length));
  } catch (cause) {
    throw new ApiError(400, "invalid image input", { cause });
  }
}
