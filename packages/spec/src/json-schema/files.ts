import { converter } from "./convert.ts";
import type { JsonSchema } from "./json-schema.ts";
import { schemaNames } from "./names.ts";

const fileOf = (name: string) => `${name}.json`;
const { define } = converter(schemaNames, fileOf);

/** Names of the types of which there is a schema, in the order of the alphabet. */
export const schemaFileNames: readonly string[] = [...schemaNames.schemas.keys()];

/**
 * JSON Schema (draft 2020-12) of an exported type. It refers to others as files beside it, `Name.json`.
 * @returns undefined if no type has this name
 */
export function schemaFile(name: string): JsonSchema | undefined {
  if (!schemaNames.schemas.has(name)) return undefined;
  return { $schema: "https://json-schema.org/draft/2020-12/schema", $id: fileOf(name), title: name, ...define(name) };
}
