import { RawJson } from "../http/decoded.ts";
import { encodeJson } from "../http/json.ts";
import type { Block } from "./content-blocks.ts";
import { type MessagesBody, systemText } from "./messages-request.ts";

/** Roughly how many tokens a request has, before anything counted them: one for four bytes, and at least one. */
export function estimateTokens({ system, messages, tools = [] }: MessagesBody): number {
  let bytes = Buffer.byteLength(systemText(system));
  for (const { role, blocks } of messages) {
    bytes += Buffer.byteLength(role);
    for (const block of blocks) bytes += blockBytes(block);
  }
  for (const { name, description = "", input_schema: schema } of tools) {
    const schemaText = (schema as unknown) instanceof RawJson ? (schema as unknown as RawJson).text : "";
    bytes += Buffer.byteLength(name + description + schemaText);
  }
  return Math.max(1, Math.floor(bytes / 4));
}

function blockBytes(block: Block): number {
  const texts = Buffer.byteLength((block.text ?? "") + (block.thinking ?? ""));
  const isWhole = block.type === "tool_use" || block.type === "tool_result" || block.type === "document";
  return texts + (isWhole ? Buffer.byteLength(encodeJson(block)) : 0);
}
