import type { TSchema } from "@sinclair/typebox";
import { go } from "./go.ts";
import { optional } from "./native/field.ts";

/** A request field that clients of the protocol send and the server takes without a word and without effect. */
export function ignored<Schema extends TSchema>(schema: Schema, instead?: string) {
  const description = instead === undefined ? "Ignored." : `Ignored: ${instead}`;
  return optional<Schema>({ ...schema, ...go("interface {}", "any") }, description);
}
