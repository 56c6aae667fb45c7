import { GoStruct, type GoValue, underlying } from "../value.ts";

const typeNames: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  array: "any[]",
  object: "Record<string, any>",
  null: "null",
};

/** The TypeScript type of a tool property (a struct with `AnyOf` and `Type`, names of JSON types); else `any`. */
export function typeScriptType(property: GoValue): string {
  if (!(property instanceof GoStruct)) return "any";
  const branches = list(property.fields.get("AnyOf"));
  if (branches.length > 0) return branches.map(typeScriptType).join(" | ");
  const types = list(property.fields.get("Type"));
  if (types.length === 0) return "any";
  return types.map((type) => typeNames[String(underlying(type))] ?? "any").join(" | ");
}

/** A list as it is, a single type name as a list of one. */
function list(value: GoValue): readonly GoValue[] {
  const plain = underlying(value);
  if (typeof plain === "string") return plain === "" ? [] : [plain];
  return Array.isArray(plain) ? plain : [];
}
