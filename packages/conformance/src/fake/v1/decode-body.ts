import type { Static, TSchema } from "@sinclair/typebox";
import { decode } from "../decode/decode.ts";
import { DecodeError } from "../decode/decode-error.ts";

/**
 * Decodes a body of a path under /v1: as natively, but for the words about an empty one. What the schema can't say is
 * not checked, so fields that Go takes as any value may hold one. Throws {@link DecodeError}.
 */
export function decodeBody<Schema extends TSchema>(schema: Schema, text: string): Partial<Static<Schema>> {
  if (text.trim() === "") throw new DecodeError("EOF");
  return decode(schema, text) as Partial<Static<Schema>>;
}
