import { Dict } from "./dict.ts";
import type { Value } from "./value.ts";

/** JSON as Python's values, and the UTF-16 units of all its texts. Integral numbers are integers, as `json.loads` has it. */
export function fromJson(object: Readonly<Record<string, unknown>>): { readonly value: Dict; readonly length: number } {
  let length = 0;
  const convert = (value: unknown): Value => {
    switch (typeof value) {
      case "string":
        length += value.length;
        return value;
      case "number":
        // From 1e21 on JavaScript writes an exponent, and so did whoever sent it.
        return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(String(value)) : value;
      case "object":
        if (value === null) return null;
        if (Array.isArray(value)) return value.map(convert);
        return convertObject(value as Readonly<Record<string, unknown>>);
      case "boolean":
      case "bigint":
        return value;
      default:
        return null;
    }
  };
  const convertObject = (record: Readonly<Record<string, unknown>>): Dict => {
    const dict = new Dict();
    for (const [key, value] of Object.entries(record)) {
      if (value === undefined) continue;
      length += key.length;
      dict.set(key, convert(value));
    }
    return dict;
  };
  return { value: convertObject(object), length };
}
