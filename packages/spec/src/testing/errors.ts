import type { TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";

/** What a schema has against a value: places and reasons; empty if it validates. */
export function validationErrors(schema: TSchema, value: unknown): string[] {
  return [...TypeCompiler.Compile(schema).Errors(value)].map(({ path, message }) => `${path}: ${message}`);
}
