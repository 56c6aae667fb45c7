import { type SchemaOptions, type TOptional, type TSchema, Type } from "@sinclair/typebox";
import { since } from "../since.ts";

/** A field's schema with what is said of it; the schema of its type stays as it is. */
export function field<Schema extends TSchema>(schema: Schema, description: string, introducedIn?: string): Schema {
  return { ...schema, description, ...(introducedIn !== undefined && since(introducedIn)) };
}

/** A field that may be absent. */
export function optional<Schema extends TSchema>(
  schema: Schema,
  description?: string,
  introducedIn?: string,
): TOptional<Schema> {
  const annotations = {
    ...(description !== undefined && { description }),
    ...(introducedIn !== undefined && since(introducedIn)),
  };
  return Type.Optional({ ...schema, ...annotations }) as TSchema as TOptional<Schema>;
}

/** A field of a request that may be absent and then counts as `""`, 0, `false` or empty: the server can't tell them apart. */
export type TZeroed<Schema extends TSchema> = TOptional<Schema> & { "x-go-zero": true };

/** Makes a {@link TZeroed}. */
export function zeroed<Schema extends TSchema>(
  schema: Schema,
  description?: string,
  introducedIn?: string,
): TZeroed<Schema> {
  return { ...optional(schema, description, introducedIn), "x-go-zero": true };
}

/** Annotations of a field that still works and should not be used any more. */
export function deprecated(description: string): SchemaOptions {
  return { deprecated: true, description };
}
