/** A JSON Schema of draft 2020-12, or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
export const schemaKeywords: Readonly<Record<string, "schema" | "list" | "map">> = {
  additionalProperties: "schema",
  contains: "schema",
  items: "schema",
  not: "schema",
  propertyNames: "schema",
  unevaluatedItems: "schema",
  unevaluatedProperties: "schema",
  allOf: "list",
  anyOf: "list",
  oneOf: "list",
  prefixItems: "list",
  $defs: "map",
  dependentSchemas: "map",
  patternProperties: "map",
  properties: "map",
};

/** Replaces each direct subschema by what `visit` makes of it. */
export function mapSubschemas(schema: JsonSchema, visit: (subschema: JsonSchema) => unknown): JsonSchema {
  // `false` and `true` are schemas too; nothing is to be done for them.
  const replace = (subschema: unknown) => (isSchemaObject(subschema) ? visit(subschema) : subschema);
  const mapValue = (keyword: string, value: unknown): unknown => {
    const kind = schemaKeywords[keyword];
    if (kind === "schema") return replace(value);
    if (kind === "list" && Array.isArray(value)) return value.map(replace);
    if (kind === "map" && isSchemaObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, subschema]) => [name, replace(subschema)]));
    }
    return value;
  };
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, mapValue(keyword, value)]));
}

/** Whether a value is an object and so can be a schema. */
export function isSchemaObject(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
