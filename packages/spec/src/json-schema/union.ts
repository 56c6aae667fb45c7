import { isSchemaObject, type JsonSchema } from "./json-schema.ts";

/** How an enumeration repeats what one of its values says of itself. */
const valueAnnotations: Readonly<Record<string, string>> = {
  description: "x-enumDescriptions",
  "x-introduced-in": "x-enum-introduced-in",
  "x-removed-in": "x-enum-removed-in",
};

/** Members of a union, with those of unions in it that say nothing else. */
function flatten(anyOf: readonly unknown[]): unknown[] {
  return anyOf.flatMap((member) =>
    isSchemaObject(member) && Array.isArray(member.anyOf) && Object.keys(member).length === 1
      ? flatten(member.anyOf)
      : [member],
  );
}

/**
 * Writes the constants of a union as one `enum` per type, which every generator turns into an enumeration. A union of
 * nothing else becomes that enumeration; annotations of a constant go by value into `x-enumDescriptions` and the like.
 */
export function simplifyUnion(schema: JsonSchema): JsonSchema {
  if (!Array.isArray(schema.anyOf)) return schema;
  const { anyOf, ...rest } = schema;
  const members: unknown[] = [];
  const enumerations = new Map<unknown, Record<string, unknown> & { enum: unknown[] }>();
  for (const member of flatten(anyOf)) {
    if (!isConstant(member)) {
      members.push(member);
      continue;
    }
    let enumeration = enumerations.get(member.type);
    if (enumeration === undefined) {
      enumeration = { type: member.type, enum: [] };
      enumerations.set(member.type, enumeration);
      members.push(enumeration);
    }
    enumeration.enum.push(member.const);
    for (const [keyword, list] of Object.entries(valueAnnotations)) {
      if (member[keyword] === undefined) continue;
      const known = enumeration[list];
      enumeration[list] = { ...(isSchemaObject(known) && known), [String(member.const)]: member[keyword] };
    }
  }
  const [only] = members;
  return members.length === 1 && isSchemaObject(only) ? { ...only, ...rest } : { ...rest, anyOf: members };
}

/** A constant with no annotations but those that an enumeration can repeat. */
function isConstant(schema: unknown): schema is JsonSchema {
  if (!isSchemaObject(schema) || !("const" in schema) || schema.type === undefined) return false;
  return Object.keys(schema).every(
    (keyword) => keyword === "const" || keyword === "type" || keyword in valueAnnotations,
  );
}
