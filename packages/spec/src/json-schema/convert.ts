import { isSchemaObject, type JsonSchema, mapSubschemas } from "./json-schema.ts";
import type { SchemaNames } from "./names.ts";
import { simplifyUnion } from "./union.ts";

/** Turns TypeBox schemas into JSON Schema for others, with `$ref` where a schema has a name. */
export interface Converter {
  /** A use of a schema: a reference if it has a name. */
  readonly use: (schema: JsonSchema) => JsonSchema;
  /**
   * The definition of a named schema; a reference if it is another name of a schema.
   * @throws {RangeError} if there is none
   */
  readonly define: (name: string) => JsonSchema;
}

/**
 * @param referTo writes the `$ref` to the schema of a name
 * @param finish last change to each schema and subschema
 */
export function converter(
  names: SchemaNames,
  referTo: (name: string) => string,
  finish: (schema: JsonSchema) => JsonSchema = (schema) => schema,
): Converter {
  const use = (schema: JsonSchema): JsonSchema => {
    const reference = names.referenceTo(schema);
    return reference === undefined ? convert(schema) : { $ref: referTo(reference.name), ...reference.annotations };
  };
  const convert = (schema: JsonSchema): JsonSchema => finish(simplifyUnion(mapSubschemas(withoutTypeBox(schema), use)));
  const define = (name: string): JsonSchema => {
    const schema = names.schemas.get(name);
    if (schema === undefined) throw new RangeError(`no schema is called ${name}`);
    return names.referenceTo(schema)?.name === name ? convert(schema) : use(schema);
  };
  return { use, define };
}

/** What only the server needs, and TypeBox's own name of a recursive schema. */
const isPrivate = (keyword: string) => keyword.startsWith("x-go-") || keyword === "$id";
/** Keys of a `Type.Record` with any text as key. */
const anyKey = "^(.*)$";

/** The same schema in the words of draft 2020-12 that most generators know. Symbols fall away. */
function withoutTypeBox(schema: JsonSchema): JsonSchema {
  const plain = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !isPrivate(keyword)));
  const { patternProperties, items, additionalItems, ...rest } = plain;
  if (isSchemaObject(patternProperties)) {
    const { [anyKey]: any, ...patterns } = patternProperties;
    if (any !== undefined) rest.additionalProperties = any;
    if (Object.keys(patterns).length > 0) rest.patternProperties = patterns;
  }
  // A tuple, as TypeBox writes it for older drafts.
  if (Array.isArray(items)) return { ...rest, prefixItems: items, items: additionalItems ?? true };
  // An array of no items, which some generators want to see said so.
  if (rest.type === "array") return { ...rest, items: items ?? {} };
  return items === undefined ? rest : { ...rest, items };
}
