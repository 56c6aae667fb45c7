import type { Tool, ToolProperty } from "@cria/spec";
import type { Decoded } from "../http/decoded.ts";
import { goAny, goList } from "./go-lists.ts";
import { typeScriptType } from "./gotemplate/functions/typescript-type.ts";
import {
  GoFunc,
  type GoObject,
  GoTyped,
  type GoValue,
  goStruct,
  JsonEntries,
  ollamaFunctions,
} from "./gotemplate/index.ts";

/** The tools of a request as Go templates see them, with the names of Ollama's types; nil if there are none. */
export function goTools(tools: readonly Decoded<Tool>[]): GoValue {
  const list: GoValue = goList("template.templateTools", tools.length === 0 ? undefined : tools.map(goTool), {
    methods: { String: () => toJson(list) },
  });
  return list;
}

function goTool({ type, items, function: called }: Decoded<Tool>): GoValue {
  const { name, description = "", parameters } = called;
  const required = goList("[]string", parameters.required);
  const properties = goProperties(parameters.properties);
  const goParameters = jsonStruct(
    "template.templateToolFunctionParameters",
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
      ["required", parameters.required?.length ? required : null],
      ["properties", properties],
    ],
  );
  const goFunction = jsonStruct(
    "template.templateToolFunction",
    { Name: name, Description: description, Parameters: goParameters },
    [
      ["name", name],
      ["description", description],
      ["parameters", goParameters],
    ],
  );
  return jsonStruct("template.templateTool", { Type: type, Items: goAny(items), Function: goFunction }, [
    ["type", type],
    ["items", goAny(items)],
    ["function", goFunction],
  ]);
}

type Properties = Readonly<Record<string, Decoded<ToolProperty>>>;

/** The parameters of a tool: a map, whose missing entries are properties without anything. */
function goProperties(properties: Properties | undefined): GoValue {
  const map = new Map(
    Object.entries(properties ?? {}).map(([name, property]) => [name, goProperty(property)] as const),
  );
  const value: GoValue = new GoTyped("template.templateProperties", map, {
    isNil: properties === undefined,
    zero: goProperty({}),
    methods: { String: () => (properties === undefined ? "{}" : toJson(value)) },
  });
  return value;
}

/** The fields of a property: a pointer to a map that keeps its order, of which only methods tell. */
function goOrderedProperties(properties: Properties | undefined): GoValue {
  const entries = Object.entries(properties ?? {}).map(([name, property]) => [name, goProperty(property)] as const);
  const methods = {
    Len: () => BigInt(entries.length),
    ToMap: () =>
      new GoTyped("map[string]api.ToolProperty", new Map(entries), {
        isNil: properties === undefined,
        zero: goProperty({}),
      }),
  };
  const type = "*api.ToolPropertiesMap";
  if (properties !== undefined) return goStruct(type, {}, { methods, json: () => new JsonEntries(entries) });
  // A nil pointer has methods too.
  return new GoTyped(type, new Map(), {
    isNil: true,
    methods: { ...methods, String: () => "<nil>" },
    json: () => null,
  });
}

function goType(type: Decoded<ToolProperty>["type"]): GoValue {
  const types = typeof type === "string" ? [type] : type;
  const text = types === undefined || types.length === 0 ? "" : types.length === 1 ? types[0]! : `[${types.join(" ")}]`;
  return goList("api.PropertyType", types, {
    methods: { String: () => text },
    json: () => (types === undefined ? null : types.length === 1 ? types[0]! : types),
  });
}

function goProperty(property: Decoded<ToolProperty>): GoValue {
  const { items, description = "" } = property;
  const type = goType(property.type);
  const anyOf = goList("[]api.ToolProperty", property.anyOf?.map(goProperty));
  const values = goList("[]interface {}", property.enum?.map(goAny));
  const properties = goOrderedProperties(property.properties);
  const required = goList("[]string", property.required);
  const struct: GoValue = goStruct(
    "api.ToolProperty",
    {
      AnyOf: anyOf,
      Type: type,
      Items: goAny(items),
      Description: description,
      Enum: values,
      Properties: properties,
      Required: required,
    },
    {
      methods: { ToTypeScriptType: () => typeScriptType(struct) },
      json: () =>
        present([
          ["anyOf", property.anyOf?.length ? anyOf : null],
          ["type", property.type?.length ? type : null],
          ["items", goAny(items)],
          ["description", description || null],
          ["enum", property.enum?.length ? values : null],
          ["properties", property.properties === undefined ? null : properties],
          ["required", property.required?.length ? required : null],
        ]),
    },
  );
  return struct;
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
