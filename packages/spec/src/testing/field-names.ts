import type { TSchema } from "@sinclair/typebox";

/** Names of the fields that a schema has, whichever members of unions they stand in. */
export function fieldNames(schema: TSchema): Set<string> {
  const members: TSchema[] = schema.anyOf ?? [];
  const names = new Set(Object.keys(schema.properties ?? {}));
  for (const member of members) for (const name of fieldNames(member)) names.add(name);
  return names;
}
