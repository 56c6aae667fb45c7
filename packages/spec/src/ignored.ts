import type { TSchema } from "@sinclair/typebox";
import { go } from "./go.ts";
import { optional } from "./native/field.ts";

/** A request field that clients of the protocol send and the server takes without a word and without effect. */
export function ignored<Schema extends TSchema>(schema: Schema, instead?: string) {
  const description = instead === undefined ? "Ignored." : `Ignored: ${instead}`;
  return optional<Schema>({ ...schema, ...go("interface {}", "any") }, description);
}

/** A request field that Ollama takes without effect, and what servers that go beyond it do with it. */
export function beyondOllama<Schema extends TSchema>(schema: Schema, effect: string) {
  return optional<Schema>({ ...schema, ...go("interface {}", "any") }, `Ignored by Ollama. Beyond it: ${effect}`);
}
