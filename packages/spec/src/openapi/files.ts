import { schemaFile, schemaFileNames } from "../json-schema/index.ts";
import { openApiDocument } from "./document.ts";

/** Everything that is generated and checked in: JSON by path from the package's folder. */
export function generatedFiles(): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ["openapi.json", openApiDocument()],
    ...schemaFileNames.map((name) => [`schemas/${name}.json`, schemaFile(name)] as const),
  ]);
}
