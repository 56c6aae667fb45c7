import { DurationError, parseDuration } from "../duration.ts";
import { quote } from "../prompts/gotemplate/text.ts";

/** A JSON value, of which only scalars are looked at more closely. */
export type JsonScalar =
  | { readonly kind: "null" | "array" | "object" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "string"; readonly value: string };

/** Ends decoding at once, as a type that decodes itself does. A mismatch of a plain type lets decoding go on. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** `keep_alive`: milliseconds; Infinity for a negative value, which means forever, and for one beyond what Go can hold. Throws {@link Refusal}. */
export function decodeKeepAlive(node: JsonScalar): number | undefined {
  switch (node.kind) {
    case "null":
      return undefined;
    case "number": {
      const seconds = Number(node.text);
      return seconds < 0 || seconds > 9_223_372_036 ? Number.POSITIVE_INFINITY : Math.abs(seconds) * 1000;
    }
    case "string":
      try {
        const milliseconds = parseDuration(node.value);
        return milliseconds < 0 ? Number.POSITIVE_INFINITY : Math.abs(milliseconds);
      } catch (error) {
        throw error instanceof DurationError ? new Refusal(error.message) : error;
      }
    case "bool":
      throw new Refusal("Unsupported type: 'bool'");
    case "array":
      throw new Refusal("Unsupported type: '[]interface {}'");
    case "object":
      throw new Refusal("Unsupported type: 'map[string]interface {}'");
  }
}

const levels = ["high", "medium", "low", "max"];
const allowedThink = '("high", "medium", "low", "max", true, or false)';

/** `think`: a boolean or a level. Throws {@link Refusal}. */
export function decodeThink(node: JsonScalar): boolean | string | undefined {
  switch (node.kind) {
    case "null":
      return undefined;
    case "bool":
      return node.value;
    case "string":
      if (levels.includes(node.value)) return node.value;
      throw new Refusal(`invalid think value: ${quote(node.value)} (must be ${allowedThink.slice(1)}`);
    default:
      throw new Refusal(`think must be a boolean or string ${allowedThink}`);
  }
}
