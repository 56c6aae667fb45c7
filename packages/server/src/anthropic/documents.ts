import { decodeBase64 } from "../http/base64.ts";
import { ApiError, messageOf } from "../http/error.ts";
import { isObject } from "../outputs/json-object.ts";

/**
 * A block `document` in words for the model: its title and context, if it has any, and its text. Throws an
 * {@link ApiError} with status 400 for a document that can't be read, such as a PDF: left out, it would seem to have been.
 */
export function documentText({ source, title, context }: Readonly<Record<string, unknown>>): string {
  const head = [...(isText(title) ? [`Title: ${title}`] : []), ...(isText(context) ? [`Context: ${context}`] : [])];
  return `<document>\n${[...head, sourceText(source)].join("\n")}\n</document>\n`;
}

function sourceText(source: unknown): string {
  if (!isObject(source)) throw new ApiError(400, "invalid document source");
  const { type, data, content, media_type } = source;
  switch (type) {
    case "text":
      if (typeof data === "string") return data;
      break;
    case "content":
      if (typeof content === "string") return content;
      if (Array.isArray(content)) return content.map(partText).join("");
      break;
    case "base64":
      if (isText(media_type) && /^text\//.test(media_type) && typeof data === "string") return decoded(data);
      throw unreadable(isText(media_type) ? media_type : "base64");
  }
  throw unreadable(isText(type) ? type : "");
}

function partText(part: unknown): string {
  if (isObject(part) && part.type === "text" && typeof part.text === "string") return part.text;
  throw unreadable(isObject(part) && isText(part.type) ? part.type : "content");
}

function decoded(data: string): string {
  try {
    return new TextDecoder().decode(decodeBase64(data));
  } catch (cause) {
    throw new ApiError(400, `invalid base64 document data: ${messageOf(cause)}`, { cause });
  }
}

function unreadable(kind: string): ApiError {
  return new ApiError(400, `invalid document source: ${kind}. Only text can be read.`);
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
