import { type SchemaOptions, type TSchema, Type } from "@sinclair/typebox";

/** A field of an answer that is always there, and `null` where there is nothing to say. */
export function nullable<Schema extends TSchema>(schema: Schema, annotations: SchemaOptions = {}) {
  return Type.Union([schema, Type.Null()], annotations);
}
