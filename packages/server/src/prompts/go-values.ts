import type { Tool, ToolCall, ToolProperty } from "@cria/spec";
import type { Decoded } from "../http/decoded.ts";
import { encodeJsonSorted } from "../http/json.ts";
import type { ChatMessage } from "./chat-message.ts";
import {
  GoFunc,
  type GoObject,
  GoTyped,
  type GoValue,
  goStruct,
  JsonEntries,
  ollamaFunctions,
} from "./gotemplate/index.ts";

/** A message as Go templates see it. */
export function goMessage(message: ChatMessage): GoValue {
  return goStruct("api.Message", {
    Role: message.role,
    Content: message.content,
    Thinking: message.thinking ?? "",
    // Templates only ask whether there are any: the marks are in the text.
    Images: (message.images ?? []).map(() => ""),
    ToolCalls: (message.tool_calls ?? []).map(goToolCall),
    ToolName: message.tool_name ?? "",
    ToolCallID: message.tool_call_id ?? "",
  });
}

function goToolCall({ id, function: called }: Decoded<ToolCall>): GoValue {
  const sorted = encodeJsonSorted(called.arguments);
  return goStruct("api.ToolCall", {
    ID: id ?? "",
    Function: goStruct("api.ToolCallFunction", {
      Index: BigInt(Math.trunc(called.index ?? 0)),
      Name: called.name,
      Arguments: new GoTyped("api.ToolCallFunctionArguments", new Map(Object.entries(goJson(called.arguments))), {
        methods: { String: () => sorted },
      }),
    }),
  });
}

/** The tools of a request as Go templates see them; nil if there are none. */
export function goTools(tools: readonly Decoded<Tool>[]): GoValue {
  const list = tools.map(goTool);
  return new GoTyped("api.Tools", list, { isNil: list.length === 0, methods: { String: () => toJson(list) } });
}

function goTool({ type, items, function: called }: Decoded<Tool>): GoValue {
  const { name, description = "", parameters } = called;
  const required = parameters.required ?? [];
  const properties = goProperties(parameters.properties ?? {});
  const goParameters = jsonStruct(
    "api.ToolFunctionParameters",
    {
      Type: parameters.type,
      Defs: goAny(parameters.$defs),
      Items: goAny(parameters.items),
      Required: required,
      Properties: properties,
    },
    [
      ["type", parameters.type],
      ["$defs", goAny(parameters.$defs)],
      ["items", goAny(parameters.items)],
      ["required", required.length === 0 ? null : required],
      ["properties", properties],
    ],
  );
  const goFunction = jsonStruct(
    "api.ToolFunction",
    { Name: name, Description: description, Parameters: goParameters },
    [
      ["name", name],
      ["description", description],
      ["parameters", goParameters],
    ],
  );
  return jsonStruct("api.Tool", { Type: type, Items: goAny(items), Function: goFunction }, [
    ["type", type],
    ["items", goAny(items)],
    ["function", goFunction],
  ]);
}

type Properties = Readonly<Record<string, Decoded<ToolProperty>>>;

function goProperties(properties: Properties): GoTyped {
  const map = new Map(Object.entries(properties).map(([name, property]) => [name, goProperty(property)] as const));
  return new GoTyped("map[string]api.ToolProperty", map, { methods: { String: () => toJson(map) } });
}

function goProperty(property: Decoded<ToolProperty>): GoValue {
  const types = typeof property.type === "string" ? [property.type] : (property.type ?? []);
  const type = new GoTyped("api.PropertyType", types, {
    methods: { String: () => (types.length === 1 ? types[0]! : `[${types.join(" ")}]`) },
    json: () => (types.length === 1 ? types[0]! : types),
  });
  const anyOf = (property.anyOf ?? []).map(goProperty);
  const values = (property.enum ?? []).map(goAny);
  const properties = property.properties === undefined ? null : goProperties(property.properties);
  const required = property.required ?? [];
  return goStruct(
    "api.ToolProperty",
    {
      AnyOf: anyOf,
      Type: type,
      Items: goAny(property.items),
      Description: property.description ?? "",
      Enum: values,
      Properties: properties,
      Required: required,
    },
    {
      json: () =>
        present([
          ["anyOf", anyOf.length === 0 ? null : anyOf],
          ["type", types.length === 0 ? null : type],
          ["items", goAny(property.items)],
          ["description", property.description || null],
          ["enum", values.length === 0 ? null : values],
          ["properties", properties],
          ["required", required.length === 0 ? null : required],
        ]),
    },
  );
}

/**
 * A struct that prints as its JSON. Go prints the parts of a tool as Go syntax here; templates are written for JSON.
 */
function jsonStruct(type: string, fields: GoObject, entries: readonly (readonly [string, GoValue])[]): GoValue {
  const struct = goStruct(type, fields, { json: () => present(entries), methods: { String: () => toJson(struct) } });
  return struct;
}

/** Entries without those that are absent. */
function present(entries: readonly (readonly [string, GoValue])[]): JsonEntries {
  return new JsonEntries(entries.filter(([, value]) => value !== null));
}

function toJson(value: GoValue): string {
  const { json } = ollamaFunctions();
  return String(json instanceof GoFunc ? json.call(value) : json?.(value));
}

/** A JSON value that may be absent. */
function goAny(value: unknown): GoValue {
  return value === undefined ? null : goJson(value as GoObject);
}

/** JSON as it is: its numbers, lists and objects are Go values already. */
function goJson<Value extends GoValue | Readonly<Record<string, unknown>>>(value: Value): GoObject {
  return value as GoObject;
}
