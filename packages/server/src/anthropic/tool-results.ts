import { ApiError } from "../http/error.ts";
import { encodeJson } from "../http/json.ts";
import { isObject } from "../outputs/json-object.ts";
import { documentText } from "./documents.ts";
import { decodeImage } from "./image-source.ts";

/** What a called tool answered. */
export interface ToolResult {
  readonly content: string;
  readonly images?: Uint8Array<ArrayBuffer>[];
}

/** Reads a tool's result: a text, or blocks of which texts and images count. Throws an {@link ApiError} with status 400. */
export function readToolResult(content: unknown): ToolResult {
  if (typeof content === "string") return { content };
  if (!Array.isArray(content)) return { content: "" };
  const blocks = content.filter(isObject);
  const images = blocks
    .filter(({ type }) => type === "image")
    .map(({ source }) => {
      if (!isObject(source)) throw new ApiError(400, "invalid tool_result image source");
      return decodeImage({ type: textOf(source.type), data: textOf(source.data) });
    });
  const text = joinTexts(blocks);
  return images.length > 0 ? { content: text, images } : { content: text };
}

/** What an earlier search found, in words for the model. */
export function searchResultText(content: unknown): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content)) {
    const pages = content.filter(isObject).filter(({ type }) => type === "web_search_result");
    return pages.map(({ title, url }) => `- ${textOf(title)}: ${textOf(url)}\n`).join("");
  }
  if (isObject(content) && content.type === "web_search_tool_result_error") {
    return [content.type, textOf(content.error_code)].filter((text) => text !== "").join(": ");
  }
  return encodeJson(content ?? null);
}

/** The texts of those blocks that are texts or documents, without a separator. Throws as {@link documentText}. */
export function joinTexts(blocks: readonly unknown[]): string {
  return blocks
    .filter(isObject)
    .map((block) => (block.type === "document" ? documentText(block) : block.type === "text" ? textOf(block.text) : ""))
    .join("");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
