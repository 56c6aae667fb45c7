import type { Tool, ToolProperty } from "@cria/spec";
import type { Decoded } from "../../../http/decoded.ts";

/** A tool with its keys in the order in which models know them. */
export function jinjaTool({ type, items, function: called }: Decoded<Tool>): Record<string, unknown> {
  const { name, description, parameters } = called;
  return defined({
    type,
    items,
    function: defined({
      name,
      description: description ?? "",
      parameters: defined({
        type: parameters.type,
        $defs: parameters.$defs,
        items: parameters.items,
        required: parameters.required,
        properties: jinjaProperties(parameters.properties ?? {}),
      }),
    }),
  });
}

function jinjaProperties(properties: Readonly<Record<string, Decoded<ToolProperty>>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, jinjaProperty(property)]));
}

function jinjaProperty(property: Decoded<ToolProperty>): Record<string, unknown> {
  const { anyOf, type, items, description, properties, required } = property;
  return defined({
    anyOf: anyOf?.map(jinjaProperty),
    type,
    items,
    description: description || undefined,
    enum: property.enum,
    properties: properties && jinjaProperties(properties),
    required,
  });
}

function defined(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
