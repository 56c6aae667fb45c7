import { RawJson } from "./decoded.ts";

/**
 * JSON as Go's encoding/json writes it: compact, keys in insertion order, `undefined` members left out, `<`, `>`, `&`,
 * U+2028 and U+2029 escaped, and U+0085, at which Python's `splitlines` would cut a line in two; lone surrogates replaced by
 * U+FFFD, -0 kept. A bigint is a number, a Map an object, a typed array an array, a {@link RawJson} what it holds. Throws a
 * TypeError for NaN and infinities, as Go does.
 */
export function encodeJson(value: unknown): string {
  switch (typeof value) {
    case "string":
      return encodeString(value);
    case "number":
      return encodeNumber(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      if (value === null) return "null";
      if (value instanceof RawJson) return value.text;
      // The tokens of a context may be millions.
      if (Array.isArray(value) && value.every(isPlainInteger)) return JSON.stringify(value);
      if (Array.isArray(value)) return `[${value.map(encodeJson).join(",")}]`;
      if (ArrayBuffer.isView(value))
        return `[${Array.from(value as unknown as ArrayLike<number>, encodeJson).join(",")}]`;
      return encodeMembers(value instanceof Map ? value : Object.entries(value));
    default:
      return "null";
  }
}

/** The same with the keys of every object sorted, as Go writes its maps. */
export function encodeJsonSorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(encodeJsonSorted).join(",")}]`;
  if (value === null || typeof value !== "object") return encodeJson(value);
  const members = Object.entries(value).sort(([a], [b]) => compareBytes(a, b));
  return `{${members.map(([key, member]) => `${encodeString(key)}:${encodeJsonSorted(member)}`).join(",")}}`;
}

/** Order of Go's strings: by UTF-8 bytes, which is the order of code points. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function encodeMembers(entries: Iterable<[string, unknown]>): string {
  const members: string[] = [];
  for (const [key, member] of entries) {
    if (member !== undefined) members.push(`${encodeString(key)}:${encodeJson(member)}`);
  }
  return `{${members.join(",")}}`;
}

const escapes: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u0085": "\\u0085",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

function encodeString(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(
    /[<>&\u0085\u2028\u2029]/g,
    (found) => escapes[found]!,
  );
}

/** Whether JavaScript writes a value as Go does. */
function isPlainInteger(value: unknown): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`json: unsupported value: ${value}`);
  // JavaScript and Go agree on the digits and on when to use an exponent, but not on the sign of zero.
  return Object.is(value, -0) ? "-0" : String(value);
}
