import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { optional, zeroed } from "../native/field.ts";
import { InputToolFunctionParameters } from "../native/tools.ts";
import { since } from "../since.ts";

/** A tool that the model may call. Nothing of it is required or checked. */
export const ChatCompletionTool = Type.Object(
  {
    type: zeroed(Type.String(), "`function`."),
    function: zeroed(
      Type.Object(
        {
          name: zeroed(Type.String(), "Name by which the model calls it."),
          description: optional(Type.String(), "What it does, for the model."),
          parameters: zeroed(InputToolFunctionParameters, "JSON Schema of the arguments."),
          strict: optional(Type.Boolean(go("interface {}", "any")), "Ignored."),
        },
        go("api.ToolFunction"),
      ),
    ),
  },
  go("api.Tool"),
);
export type ChatCompletionTool = Static<typeof ChatCompletionTool>;

/** A call that an earlier answer made, as clients send it back. */
export const ChatCompletionToolCallParam = Type.Object(
  {
    id: optional(Type.String()),
    index: optional(Type.Integer(), "Ignored."),
    type: optional(Type.String(), "`function`; not checked."),
    function: Type.Object(
      {
        name: zeroed(Type.String()),
        arguments: Type.String({ description: "Text of a JSON object; any other text is refused." }),
      },
      go('struct { Name string "json:\\"name\\""; Arguments string "json:\\"arguments\\"" }'),
    ),
  },
  go("openai.ToolCall"),
);
export type ChatCompletionToolCallParam = Static<typeof ChatCompletionToolCallParam>;

/** A call that the model makes. In a stream it comes whole, in one delta. */
export const ChatCompletionToolCall = Type.Object({
  id: Type.String({ description: "Such as `call_ab12cd34`; empty if the model's runner gives none." }),
  index: Type.Integer({ ...since("0.4.7"), description: "Position within the answer, from 0." }),
  type: Type.Literal("function"),
  function: Type.Object({
    name: Type.String(),
    arguments: Type.String({ description: "Text of a JSON object." }),
  }),
});
export type ChatCompletionToolCall = Static<typeof ChatCompletionToolCall>;
