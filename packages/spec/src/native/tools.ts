import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";

/** A JSON type name or several. */
export const PropertyType = Type.Union([Type.String(), Type.Array(Type.String())], go("api.PropertyType", "strings"));
export type PropertyType = Static<typeof PropertyType>;

/** A parameter of a tool. Keywords of JSON Schema that are not listed here never reach the model. */
export const ToolProperty = Type.Recursive(
  (This) =>
    Type.Object(
      {
        anyOf: Type.Optional(Type.Array(This)),
        type: Type.Optional(PropertyType),
        items: Type.Optional(Type.Unknown(go("interface {}", "any"))),
        description: Type.Optional(Type.String()),
        enum: Type.Optional(Type.Array(Type.Unknown(go("interface {}", "any")))),
        properties: Type.Optional(Type.Record(Type.String(), This, go("api.ToolPropertiesMap", "alias"))),
        required: Type.Optional(Type.Array(Type.String())),
      },
      go("api.ToolProperty"),
    ),
  { $id: "ToolProperty" },
);
export type ToolProperty = Static<typeof ToolProperty>;

export const ToolFunctionParameters = Type.Object(
  {
    type: Type.String(),
    $defs: Type.Optional(Type.Unknown(go("interface {}", "any"))),
    items: Type.Optional(Type.Unknown(go("interface {}", "any"))),
    required: Type.Optional(Type.Array(Type.String())),
    properties: Type.Optional(Type.Record(Type.String(), ToolProperty, go("api.ToolPropertiesMap", "alias"))),
  },
  go("api.ToolFunctionParameters"),
);
export type ToolFunctionParameters = Static<typeof ToolFunctionParameters>;

export const ToolFunction = Type.Object(
  { name: Type.String(), description: Type.Optional(Type.String()), parameters: ToolFunctionParameters },
  go("api.ToolFunction"),
);
export type ToolFunction = Static<typeof ToolFunction>;

/** A tool the model may call. */
export const Tool = Type.Object(
  { type: Type.String(), items: Type.Optional(Type.Unknown(go("interface {}", "any"))), function: ToolFunction },
  go("api.Tool"),
);
export type Tool = Static<typeof Tool>;

export const Tools = Type.Array(Tool, go("api.Tools"));
export type Tools = Static<typeof Tools>;
