import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { field, optional, zeroed } from "./field.ts";
import { ImageData } from "./image.ts";

const anyValue = Type.Unknown({ description: "Any JSON value: the type that the tool declares for this argument." });

/** Arguments of a tool call by name: always an object, never its text. Key order is kept. */
export const ToolCallArguments = Type.Record(Type.String(), anyValue, {
  ...go("api.ToolCallFunctionArguments", "arguments"),
  description: "Arguments by name.",
});
export type ToolCallArguments = Static<typeof ToolCallArguments>;

/** The function that a model calls, in an answer. */
export const ToolCallFunction = Type.Object({
  index: field(Type.Integer(), "Position within the answer, from 0.", "0.4.7"),
  name: Type.String({ description: "Name of the tool." }),
  arguments: ToolCallArguments,
});
export type ToolCallFunction = Static<typeof ToolCallFunction>;

/** A call of a tool, in an answer. Calls are whole: a stream never splits one. */
export const ToolCall = Type.Object({
  id: optional(Type.String(), "Names the call; how it is made up is the server's matter.", "0.12.10"),
  function: ToolCallFunction,
});
export type ToolCall = Static<typeof ToolCall>;

/** One message of an answer or of a stored model. Can be sent back as it is. */
export const Message = Type.Object({
  role: Type.String({ description: "assistant in answers; empty in one that only shows the prompt." }),
  content: Type.String({ description: "Text, empty if there is none." }),
  thinking: optional(Type.String(), "What the model thought before it answered.", "0.9.0"),
  images: optional(Type.Array(ImageData), "Images of the message; never in an answer.", "0.1.15"),
  tool_calls: optional(Type.Array(ToolCall), "Tools that the model calls.", "0.2.6"),
  tool_name: optional(Type.String(), "Tool whose result this is; never in an answer.", "0.9.6"),
  tool_call_id: optional(Type.String(), "Call whose result this is; never in an answer.", "0.12.10"),
});
export type Message = Static<typeof Message>;

/** The function of a call that is sent back. */
export const InputToolCallFunction = Type.Object(
  {
    index: zeroed(Type.Integer(), "Position within its answer, from 0.", "0.4.7"),
    name: zeroed(Type.String(), "Name of the tool."),
    arguments: zeroed(ToolCallArguments),
  },
  go("api.ToolCallFunction"),
);
export type InputToolCallFunction = Static<typeof InputToolCallFunction>;

/** A call of a tool that is sent back. Other fields, such as `type`, are ignored. */
export const InputToolCall = Type.Object(
  {
    id: optional(Type.String(), "The id that the answer gave it.", "0.12.10"),
    function: zeroed(InputToolCallFunction, "What was called."),
  },
  go("api.ToolCall"),
);
export type InputToolCall = Static<typeof InputToolCall>;

/** One message of a request. Nothing of it is required or checked. */
export const InputMessage = Type.Object(
  {
    role: zeroed(
      Type.String(go("string", "lowercase")),
      "system, user, assistant or tool, in any case; any other goes to the template as it is.",
    ),
    content: zeroed(Type.String(), "Text; a list of parts is refused."),
    thinking: optional(Type.String(), "What the model thought before this message.", "0.9.0"),
    images: optional(Type.Array(ImageData), "Images and sounds that the message is about.", "0.1.15"),
    tool_calls: optional(Type.Array(InputToolCall), "Tools that the model called.", "0.2.6"),
    tool_name: optional(Type.String(), "Tool whose result this is, for role tool.", "0.9.6"),
    tool_call_id: optional(Type.String(), "Call whose result this is, for role tool.", "0.12.10"),
  },
  go("api.Message", "alias"),
);
export type InputMessage = Static<typeof InputMessage>;
