import { type Static, Type } from "@sinclair/typebox";
import { anyValue } from "../any-value.ts";
import { go } from "../go.ts";
import { nullable } from "../nullable.ts";
import { since } from "../since.ts";

/** Arguments of a tool call. Key order is kept. */
export const ToolInput = Type.Record(Type.String(), anyValue, {
  ...go("api.ToolCallFunctionArguments", "arguments"),
});
export type ToolInput = Static<typeof ToolInput>;

/** A source of a text. Ollama never gives one. */
export const Citation = Type.Object(
  {
    type: Type.String({ description: "`web_search_result_location`." }),
    url: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
    encrypted_index: Type.Optional(Type.String()),
    cited_text: Type.Optional(Type.String()),
  },
  { ...go("anthropic.Citation"), ...since("0.16.2") },
);
export type Citation = Static<typeof Citation>;

export const TextBlock = Type.Object({
  type: Type.Literal("text"),
  text: Type.String({ description: "Empty when the block starts in a stream." }),
  citations: Type.Optional(Type.Array(Citation, since("0.16.2"))),
});
export type TextBlock = Static<typeof TextBlock>;

export const ThinkingBlock = Type.Object({
  type: Type.Literal("thinking"),
  thinking: Type.String({ description: "What the model thought; empty when the block starts in a stream." }),
  signature: Type.Optional(Type.String({ description: "Ollama never gives one." })),
});
export type ThinkingBlock = Static<typeof ThinkingBlock>;

/** A call that the model makes. */
export const ToolUseBlock = Type.Object({
  type: Type.Literal("tool_use"),
  id: Type.Optional(Type.String({ description: "Such as `call_ab12cd34`; absent if the model's runner gives none." })),
  name: Type.String(),
  input: Type.Record(Type.String(), anyValue, { description: "Empty when the block starts in a stream." }),
});
export type ToolUseBlock = Static<typeof ToolUseBlock>;

/** A search that the server makes. */
export const ServerToolUseBlock = Type.Object(
  {
    type: Type.Literal("server_tool_use"),
    id: Type.String({ description: "`srvtoolu_` and the digits of the message's id, then `_2` and `_3`." }),
    name: Type.Literal("web_search"),
    input: Type.Object({ query: Type.Optional(Type.String()) }),
  },
  since("0.16.2"),
);
export type ServerToolUseBlock = Static<typeof ServerToolUseBlock>;

/** A page that a search found. */
export const AnthropicWebSearchResult = Type.Object(
  {
    type: Type.Literal("web_search_result"),
    url: Type.String(),
    title: Type.String(),
    encrypted_content: Type.Optional(Type.String({ description: "Ollama never gives it." })),
    page_age: Type.Optional(nullable(Type.String(), { description: "Ollama never gives it." })),
  },
  { ...go("anthropic.WebSearchResult"), ...since("0.16.2") },
);
export type AnthropicWebSearchResult = Static<typeof AnthropicWebSearchResult>;

export const WebSearchToolResultError = Type.Object(
  {
    type: Type.Literal("web_search_tool_result_error"),
    error_code: Type.String({ description: "invalid_request, unavailable, api_error or max_uses_exceeded." }),
  },
  { ...go("anthropic.WebSearchToolResultError"), ...since("0.16.2") },
);
export type WebSearchToolResultError = Static<typeof WebSearchToolResultError>;

/** What a search found: null if nothing. */
export const WebSearchToolResultBlock = Type.Object(
  {
    type: Type.Literal("web_search_tool_result"),
    tool_use_id: Type.String(),
    content: Type.Union([Type.Array(AnthropicWebSearchResult), WebSearchToolResultError, Type.Null()]),
  },
  since("0.16.2"),
);
export type WebSearchToolResultBlock = Static<typeof WebSearchToolResultBlock>;

/** A block of an answer's content. */
export const ContentBlock = Type.Union([
  TextBlock,
  ThinkingBlock,
  ToolUseBlock,
  ServerToolUseBlock,
  WebSearchToolResultBlock,
]);
export type ContentBlock = Static<typeof ContentBlock>;
