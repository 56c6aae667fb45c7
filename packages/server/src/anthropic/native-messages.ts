import type { ChatBody } from "../api/chat.ts";
import { ApiError } from "../http/error.ts";
import type { Block } from "./content-blocks.ts";
import { decodeImage } from "./image-source.ts";
import { joinTexts, readToolResult, searchResultText } from "./tool-results.ts";

type NativeMessage = NonNullable<ChatBody["messages"]>[number];
type NativeCall = NonNullable<NativeMessage["tool_calls"]>[number];

/**
 * The native messages of one message: one for its text, images, thinking and calls, if it has any, and one for each
 * result of a tool. Results come first in what the user says. Throws an {@link ApiError} with status 400.
 */
export function toNativeMessages(role: string, blocks: readonly Block[]): NativeMessage[] {
  const images = blocks.filter(({ type }) => type === "image").map(readImage);
  const calls = blocks.filter(({ type }) => type === "tool_use" || type === "server_tool_use").map(readCall);
  const thinking = blocks.findLast((block) => block.type === "thinking" && block.thinking !== undefined)?.thinking;
  const content = joinTexts(blocks);
  const results = blocks.flatMap(readResult);
  const isSilent = content === "" && images.length === 0 && calls.length === 0 && !thinking;
  const said: NativeMessage = { role, content };
  if (images.length > 0) said.images = images;
  if (thinking) said.thinking = thinking;
  if (calls.length > 0) said.tool_calls = calls;
  const own = isSilent ? [] : [said];
  return role === "user" ? [...results, ...own] : [...own, ...results];
}

function readImage({ source }: Block): Uint8Array<ArrayBuffer> {
  if (source === undefined) throw new ApiError(400, "invalid image source");
  return decodeImage(source);
}

function readCall({ type, id, name, input }: Block, index: number): NativeCall {
  if (type === "tool_use") {
    if (id === "") throw new ApiError(400, "tool_use block missing required 'id' field");
    if (name === "") throw new ApiError(400, "tool_use block missing required 'name' field");
  }
  return { id, function: { index, name, arguments: input } };
}

function readResult({ type, tool_use_id, content }: Block): NativeMessage[] {
  switch (type) {
    case "tool_result":
      return [{ role: "tool", ...readToolResult(content), tool_call_id: tool_use_id }];
    case "web_search_tool_result":
      return [{ role: "tool", content: searchResultText(content), tool_call_id: tool_use_id }];
    default:
      return [];
  }
}
