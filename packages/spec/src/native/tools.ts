import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { optional, zeroed } from "./field.ts";

/** A JSON type name or several. */
export const PropertyType = Type.Union([Type.String(), Type.Array(Type.String())], {
  ...go("api.PropertyType", "strings"),
  description: "Name of a JSON type, or several.",
});
export type PropertyType = Static<typeof PropertyType>;

const schemaOfItems = Type.Unknown({
  ...go("interface {}", "any"),
  description: "JSON Schema of an array's elements; it goes to the model as it is.",
});

const enumValue = Type.Unknown({ ...go("interface {}", "any"), description: "Any JSON value that is allowed." });

/** A parameter of a tool. Keywords of JSON Schema that are not listed here never reach the model. */
export const ToolProperty = Type.Recursive(
  (This) =>
    Type.Object(
      {
        anyOf: optional(Type.Array(This), "Forms of which the value has one.", "0.11.3"),
        type: optional(PropertyType),
        items: optional(schemaOfItems),
        description: optional(Type.String(), "What the parameter means, for the model."),
        enum: optional(Type.Array(enumValue), "The values that are allowed."),
        properties: optional(
          Type.Record(Type.String(), This, go("api.ToolPropertiesMap", "alias")),
          "Fields of an object.",
          "0.13.5",
        ),
        required: optional(Type.Array(Type.String()), "Names of the fields that an object must have.", "0.20.0"),
      },
      go("api.ToolProperty"),
    ),
  { $id: "ToolProperty" },
);
export type ToolProperty = Static<typeof ToolProperty>;

const parameters = {
  $defs: optional(
    Type.Unknown({ ...go("interface {}", "any"), description: "Schemas by name, as JSON Schema has them." }),
    undefined,
    "0.6.6",
  ),
  items: optional(schemaOfItems, undefined, "0.6.6"),
  required: optional(Type.Array(Type.String()), "Names of the parameters that a call must give."),
  properties: optional(
    Type.Record(Type.String(), ToolProperty, go("api.ToolPropertiesMap", "alias")),
    "Parameters by name; their order is kept.",
  ),
};

const type = Type.String({ description: "object." });
const name = Type.String({ description: "Name by which the model calls it." });
const description = optional(Type.String(), "What it does, for the model.");

/** The parameters of a tool, as one JSON Schema object. */
export const ToolFunctionParameters = Type.Object({ type, ...parameters });
export type ToolFunctionParameters = Static<typeof ToolFunctionParameters>;

/** The function that a tool stands for. */
export const ToolFunction = Type.Object({ name, description, parameters: ToolFunctionParameters });
export type ToolFunction = Static<typeof ToolFunction>;

const kind = Type.String({ description: "function." });
const items = optional(schemaOfItems, undefined, "0.6.6");

/** A tool that the model may call, whole. The server takes less: see {@link InputTool}. */
export const Tool = Type.Object({ type: kind, items, function: ToolFunction });
export type Tool = Static<typeof Tool>;

/** {@link ToolFunctionParameters} as the server takes them. */
export const InputToolFunctionParameters = Type.Object(
  { type: zeroed(type), ...parameters },
  go("api.ToolFunctionParameters"),
);
export type InputToolFunctionParameters = Static<typeof InputToolFunctionParameters>;

/** A {@link ToolFunction} as the server takes it. */
export const InputToolFunction = Type.Object(
  { name: zeroed(name), description, parameters: zeroed(InputToolFunctionParameters, "JSON Schema of the arguments.") },
  go("api.ToolFunction"),
);
export type InputToolFunction = Static<typeof InputToolFunction>;

/** A {@link Tool} as the server takes it: nothing is required or checked. */
export const InputTool = Type.Object(
  { type: zeroed(kind), items, function: zeroed(InputToolFunction, "What is called.") },
  go("api.Tool"),
);
export type InputTool = Static<typeof InputTool>;

/** The tools that the model may call. */
export const Tools = Type.Array(InputTool, { ...go("api.Tools"), description: "Tools that the model may call." });
export type Tools = Static<typeof Tools>;
