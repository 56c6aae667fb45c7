import { encodeBase64 } from "./base64.ts";
import type { Image } from "./types.ts";

/** Base64 of an image: of bytes, encoded; of a data URL, its data; of other text, itself. */
export function imageToBase64(image: Image): string {
  return typeof image === "string" ? image.replace(/^data:[^,]*;base64,/i, "") : encodeBase64(image);
}
