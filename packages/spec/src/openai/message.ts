import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { optional, zeroed } from "../native/field.ts";
import { since } from "../since.ts";
import { ChatCompletionContentPart } from "./content.ts";
import { ChatCompletionToolCall, ChatCompletionToolCallParam } from "./tools.ts";

/** A message of a chat, as a client sends it. */
export const ChatCompletionMessageParam = Type.Object(
  {
    role: zeroed(Type.String(), "system, user, assistant, tool, developer; lower-cased and not checked."),
    content: Type.Optional(
      Type.Union([Type.String(), Type.Array(ChatCompletionContentPart), Type.Null()], {
        ...go("interface {}", "any"),
        description: "May be absent or null only beside `tool_calls`. Each part becomes a message of its own.",
      }),
    ),
    reasoning: optional(Type.String(), "What the model thought before.", "0.11.0"),
    tool_calls: optional(Type.Array(ChatCompletionToolCallParam), undefined, "0.2.6"),
    tool_call_id: optional(Type.String(), "Call whose result this is, for role tool.", "0.11.4"),
    name: optional(
      Type.String(),
      "Tool whose result this is, for role tool; absent: found by `tool_call_id`.",
      "0.11.4",
    ),
  },
  go("openai.Message"),
);
export type ChatCompletionMessageParam = Static<typeof ChatCompletionMessageParam>;

/** The answer's message. */
export const ChatCompletionMessage = Type.Object({
  role: Type.Union([Type.Literal("assistant"), Type.Literal("")], {
    description: "Empty only in an answer to `_debug_render_only`.",
  }),
  content: Type.String({ description: "Never null; mostly empty beside tool calls." }),
  reasoning: Type.Optional(Type.String({ ...since("0.11.0"), description: "What the model thought." })),
  tool_calls: Type.Optional(Type.Array(ChatCompletionToolCall, { ...since("0.2.6"), minItems: 1 })),
});
export type ChatCompletionMessage = Static<typeof ChatCompletionMessage>;

/** What a chunk of a stream adds to the answer's message. */
export const ChatCompletionDelta = Type.Object({
  role: Type.Optional(Type.Literal("assistant", { description: "In the first chunk only, since Ollama 0.32.6." })),
  content: Type.Optional(
    Type.String({ description: "Absent in a chunk that finishes, and in one that splits reasoning off." }),
  ),
  reasoning: Type.Optional(Type.String({ ...since("0.11.0"), description: "A piece of what the model thinks." })),
  tool_calls: Type.Optional(Type.Array(ChatCompletionToolCall, { ...since("0.2.6"), minItems: 1 })),
});
export type ChatCompletionDelta = Static<typeof ChatCompletionDelta>;
