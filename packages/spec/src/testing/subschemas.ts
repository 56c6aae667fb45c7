import type { TSchema } from "@sinclair/typebox";

/** A schema and all schemas within it, with where they stand, such as `.messages[].role`. */
export function* subschemas(schema: TSchema, place = ""): Generator<readonly [place: string, schema: TSchema]> {
  yield [place, schema];
  for (const [name, field] of Object.entries<TSchema>(schema.properties ?? {})) {
    yield* subschemas(field, `${place}.${name}`);
  }
  for (const value of Object.values<TSchema>(schema.patternProperties ?? {})) yield* subschemas(value, `${place}{}`);
  if (typeof schema.additionalProperties === "object") yield* subschemas(schema.additionalProperties, `${place}{}`);
  const items: TSchema | TSchema[] | undefined = schema.items;
  if (Array.isArray(items)) for (const [index, item] of items.entries()) yield* subschemas(item, `${place}[${index}]`);
  else if (items !== undefined) yield* subschemas(items, `${place}[]`);
  for (const [index, member] of [...(schema.anyOf ?? []), ...(schema.allOf ?? [])].entries()) {
    yield* subschemas(member, `${place}|${index}`);
  }
}
