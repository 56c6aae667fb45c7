import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { ImageData } from "./image.ts";

/** Arguments of a tool call: always an object, never a string. Key order is kept. */
export const ToolCallArguments = Type.Record(Type.String(), Type.Unknown(), {
  ...go("api.ToolCallFunctionArguments", "arguments"),
});
export type ToolCallArguments = Static<typeof ToolCallArguments>;

export const ToolCallFunction = Type.Object(
  {
    index: Type.Optional(Type.Integer({ description: "Position within the answer, from 0." })),
    name: Type.String(),
    arguments: ToolCallArguments,
  },
  go("api.ToolCallFunction"),
);
export type ToolCallFunction = Static<typeof ToolCallFunction>;

export const ToolCall = Type.Object(
  { id: Type.Optional(Type.String()), function: ToolCallFunction },
  go("api.ToolCall"),
);
export type ToolCall = Static<typeof ToolCall>;

/** One message of a chat. The role is lower-cased on input and not checked. */
export const Message = Type.Object(
  {
    role: Type.String({
      ...go("string", "lowercase"),
      description: "system, user, assistant or tool; any other goes to the template as it is.",
    }),
    content: Type.String(),
    thinking: Type.Optional(Type.String()),
    images: Type.Optional(Type.Array(ImageData)),
    tool_calls: Type.Optional(Type.Array(ToolCall)),
    tool_name: Type.Optional(Type.String({ description: "Tool whose result this is, for role tool." })),
    tool_call_id: Type.Optional(Type.String({ description: "Call whose result this is, for role tool." })),
  },
  go("api.Message", "alias"),
);
export type Message = Static<typeof Message>;
