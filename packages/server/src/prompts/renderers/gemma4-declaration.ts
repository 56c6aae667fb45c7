import type { Tool, ToolProperty } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";
import { compareBytes } from "../../http/json.ts";
import { isObject, type JsonObject } from "../../outputs/json-object.ts";
import { type GemmaNotation, gemmaValue } from "./gemma-notation.ts";
import { goText, typesOf } from "./go-json.ts";

const notation: GemmaNotation = { mark: '<|"|>', nothing: "null" };
const schemaNotation: GemmaNotation = { ...notation, marksKeys: true };

/** Keys of schemas; parameters with these names are left out. */
const reserved = new Set(["description", "type", "properties", "required", "nullable"]);

/** A tool as Gemma 4 knows it: `declaration:name{description:…,parameters:{…}}`. */
export function declaration({ function: { name, description = "", parameters } }: Decoded<Tool>): string {
  const { properties, required, type } = parameters;
  const hasProperties = Object.keys(properties ?? {}).length > 0;
  const schema = [
    ...(hasProperties ? [`properties:{${propertiesText(schemas(properties!))}}`] : []),
    ...(required?.length ? [`required:${gemmaValue(required, notation)}`] : []),
    ...(type ? [`type:${gemmaValue(type.toUpperCase(), notation)}`] : []),
  ];
  const about = properties === undefined && !type ? "" : `,parameters:{${schema.join(",")}}`;
  return `declaration:${name}{description:${gemmaValue(description, notation)}${about}}`;
}

function schemas(properties: Readonly<Record<string, Decoded<ToolProperty>>>): JsonObject {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, schema(property)]));
}

function schema(property: Decoded<ToolProperty>): JsonObject {
  const { description, items, properties, required } = property;
  const types = unionTypes(property);
  return {
    description,
    // The format's template prints a list of types as Python does.
    type: types.length > 1 ? `[${types.map((type) => `'${type.toUpperCase()}'`).join(", ")}]` : types[0],
    enum: property.enum,
    items,
    properties: properties && schemas(properties),
    required,
  };
}

/** The types of a parameter, those of all branches where these say nothing else. */
function unionTypes(property: Decoded<ToolProperty>): readonly string[] {
  const own = typesOf(property);
  const branches = property.anyOf ?? [];
  if (own.length > 0 || !branches.every(isPlain)) return own;
  return [...new Set(branches.flatMap(typesOf))];
}

function isPlain({ type, ...others }: Decoded<ToolProperty>): boolean {
  const says = Object.values(others).some((value) => (Array.isArray(value) ? value.length > 0 : value));
  return Boolean(type?.length) && !says;
}

function propertiesText(properties: JsonObject): string {
  return sorted(properties)
    .flatMap(([name, property]) =>
      reserved.has(name) || !isObject(property) ? [] : [`${name}:{${propertyText(property)}}`],
    )
    .join(",");
}

function propertyText(property: JsonObject): string {
  const { description, items, nullable, properties, required } = property;
  const types = upperTypes(property.type);
  const parts: string[] = [];
  if (typeof description === "string" && description !== "") {
    parts.push(`description:${gemmaValue(description, notation)}`);
  }
  if (types[0] === "STRING" && Array.isArray(property.enum) && property.enum.length > 0) {
    parts.push(`enum:${gemmaValue(property.enum.map(printed), notation)}`);
  }
  if (types[0] === "ARRAY" && isObject(items) && Object.keys(items).length > 0)
    parts.push(`items:{${itemsText(items)}}`);
  if (nullable === true) parts.push("nullable:true");
  if (types[0] === "OBJECT") {
    parts.push(`properties:{${propertiesText(isObject(properties) ? properties : property)}}`);
    const names = strings(required);
    if (names.length > 0) parts.push(`required:${gemmaValue(names, notation)}`);
  }
  if (types.length > 0) parts.push(typeText(types));
  return parts.join(",");
}

/** What the elements of a list are. */
function itemsText(items: JsonObject): string {
  return sorted(items)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => {
      switch (key) {
        case "properties":
          return `properties:{${isObject(value) ? propertiesText(value) : ""}}`;
        case "required":
          return `required:${gemmaValue(strings(value), notation)}`;
        case "type": {
          const types = upperTypes(value);
          return types.length === 0 ? "" : typeText(types);
        }
        default:
          return `${key}:${gemmaValue(value, schemaNotation)}`;
      }
    })
    .join(",");
}

function typeText(types: readonly string[]): string {
  return `type:${gemmaValue(types.length === 1 ? types[0] : types, notation)}`;
}

function upperTypes(type: unknown): string[] {
  return (typeof type === "string" ? [type] : strings(type)).map((name) => name.toUpperCase());
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];
}

function printed(value: unknown): string {
  return value === null ? "<nil>" : goText(value);
}

function sorted(object: JsonObject): [string, unknown][] {
  return Object.entries(object).sort(([a], [b]) => compareBytes(a, b));
}
