import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { ignored } from "../ignored.ts";
import { optional, zeroed } from "../native/field.ts";
import { since } from "../since.ts";
import { AnthropicWebSearchResult, Citation, ToolInput, WebSearchToolResultError } from "./content.ts";

const cache_control = ignored(Type.Unknown());

export const TextBlockParam = Type.Object(
  {
    type: Type.Literal("text"),
    text: optional(Type.String(), "Texts of a message are joined without a separator."),
    citations: optional(Type.Array(Citation), "Ignored.", "0.16.2"),
    cache_control,
  },
  go("anthropic.ContentBlock"),
);
export type TextBlockParam = Static<typeof TextBlockParam>;

/** Where an image stands: only base64 is taken. */
export const ImageSource = Type.Object(
  {
    type: Type.Literal("base64"),
    data: Type.String({ contentEncoding: "base64" }),
    media_type: optional(Type.String(), "Not checked."),
    url: optional(Type.String(), "Ignored: sources of type url are refused."),
  },
  go("anthropic.ImageSource"),
);
export type ImageSource = Static<typeof ImageSource>;

export const ImageBlockParam = Type.Object(
  { type: Type.Literal("image"), source: ImageSource, cache_control },
  go("anthropic.ContentBlock"),
);
export type ImageBlockParam = Static<typeof ImageBlockParam>;

/** A call that an earlier answer made. */
export const ToolUseBlockParam = Type.Object(
  {
    type: Type.Literal("tool_use"),
    id: Type.String({ minLength: 1 }),
    name: Type.String({ minLength: 1 }),
    input: optional(ToolInput),
    cache_control,
  },
  go("anthropic.ContentBlock"),
);
export type ToolUseBlockParam = Static<typeof ToolUseBlockParam>;

/** A block of a kind that has no effect. */
const other = <Known extends string>(known: readonly Known[]) =>
  Type.Object(
    {
      // A string of any other value: `type` says so to readers of the schema, who may not know what is refused.
      type: Type.Unsafe<"document" | "search_result" | "redacted_thinking">(
        Type.Not(Type.Union(known.map((type) => Type.Literal(type))), { type: "string", description: "Any other." }),
      ),
    },
    go("anthropic.ContentBlock"),
  );

/** What a called tool answered; blocks but texts and images have no effect. */
export const ToolResultBlockParam = Type.Object(
  {
    type: Type.Literal("tool_result"),
    tool_use_id: zeroed(Type.String(), "The call that this answers."),
    content: optional(
      Type.Union(
        [Type.String(), Type.Array(Type.Union([TextBlockParam, ImageBlockParam, other(["text", "image"])]))],
        go("interface {}", "any"),
      ),
    ),
    is_error: optional(Type.Boolean(), "Ignored."),
    cache_control,
  },
  go("anthropic.ContentBlock"),
);
export type ToolResultBlockParam = Static<typeof ToolResultBlockParam>;

/** What the model thought; of several in a message the last counts. */
export const ThinkingBlockParam = Type.Object(
  {
    type: Type.Literal("thinking"),
    thinking: optional(Type.String()),
    signature: optional(Type.String(), "Ignored."),
  },
  go("anthropic.ContentBlock"),
);
export type ThinkingBlockParam = Static<typeof ThinkingBlockParam>;

/** A search that the server made for an earlier answer. */
export const ServerToolUseBlockParam = Type.Object(
  {
    type: Type.Literal("server_tool_use"),
    id: zeroed(Type.String()),
    name: zeroed(Type.String()),
    input: optional(ToolInput),
    cache_control,
  },
  { ...go("anthropic.ContentBlock"), ...since("0.16.2") },
);
export type ServerToolUseBlockParam = Static<typeof ServerToolUseBlockParam>;

/** What such a search found. */
export const WebSearchToolResultBlockParam = Type.Object(
  {
    type: Type.Literal("web_search_tool_result"),
    tool_use_id: zeroed(Type.String()),
    content: optional(
      Type.Union([Type.Array(AnthropicWebSearchResult), WebSearchToolResultError], go("interface {}", "any")),
    ),
    cache_control,
  },
  { ...go("anthropic.ContentBlock"), ...since("0.16.2") },
);
export type WebSearchToolResultBlockParam = Static<typeof WebSearchToolResultBlockParam>;

/** A block of any other kind, which has no effect. */
export const OtherBlockParam = other([
  "text",
  "image",
  "tool_use",
  "tool_result",
  "thinking",
  "server_tool_use",
  "web_search_tool_result",
]);
export type OtherBlockParam = Static<typeof OtherBlockParam>;

/** A block of a message's content. */
export const ContentBlockParam = Type.Union([
  TextBlockParam,
  ImageBlockParam,
  ToolUseBlockParam,
  ToolResultBlockParam,
  ThinkingBlockParam,
  ServerToolUseBlockParam,
  WebSearchToolResultBlockParam,
  OtherBlockParam,
]);
export type ContentBlockParam = Static<typeof ContentBlockParam>;
