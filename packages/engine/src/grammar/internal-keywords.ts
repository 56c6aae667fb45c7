import { isObject, type Json, type JsonObject } from "./ordered-json.ts";

/**
 * Keywords that only schemas made here have. A client's keyword can't be one of them: they are read by these names from
 * maps that {@link withoutInternal} has been through.
 */
export const internal = {
  /** By keyword, the values beside the first that hold too: an object of arrays. */
  further: " further",
  /** Values that are not allowed. */
  excluded: " excluded",
  /** Patterns that must not match. */
  notPattern: " notPattern",
  /** The value must be no multiple of any of these numbers. */
  notMultipleOf: " notMultipleOf",
  /** Whether equal values must be the same text. */
  canonical: " canonical",
  /** Whether `properties` does not close an object to others. */
  open: " open",
} as const;

const names: ReadonlySet<string> = new Set(Object.values(internal));

/** All values of a keyword that hold at once. */
export function allValues(schema: JsonObject, keyword: string): readonly Json[] {
  const own = schema.get(keyword);
  return [...(own === undefined ? [] : [own]), ...furtherValues(schema, keyword)];
}

/** The values of a keyword beside the first. */
export function furtherValues(schema: JsonObject, keyword: string): readonly Json[] {
  const further = schema.get(internal.further);
  return (isObject(further) ? (further.get(keyword) as readonly Json[] | undefined) : undefined) ?? [];
}

/** The elements of an internal keyword that is a list. */
export function listed(schema: JsonObject, keyword: string): readonly Json[] {
  return (schema.get(keyword) as readonly Json[] | undefined) ?? [];
}

/** A client's JSON in which no key is an internal one. */
export function withoutInternal(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutInternal);
  if (!isObject(value)) return value;
  return new Map(
    Array.from(value)
      .filter(([key]) => !names.has(key))
      .map(([key, member]) => [key, withoutInternal(member)]),
  );
}
