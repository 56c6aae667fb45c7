export { schemaFile, schemaFileNames } from "./files.ts";
export type { JsonSchema } from "./json-schema.ts";
