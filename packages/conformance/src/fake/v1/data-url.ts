import { Fail } from "../native/fail.ts";

const form = /^data:(?:image\/(?:jpeg|jpg|png|webp))?;base64,(.*)$/s;

/** The base64 of an image's data URL. Throws a {@link Fail}: other URLs are not fetched. */
export function imageData(url: string): string {
  if (/^https?:\/\//.test(url)) {
    throw new Fail(400, "image URLs are not currently supported, please use base64 encoded data instead");
  }
  const data = form.exec(url)?.[1];
  if (data === undefined || !isBase64(data)) throw new Fail(400, "invalid image input");
  return data;
}

/** Whether a text is base64 of the standard alphabet with its padding. */
export function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
}
