import type { JsonReader } from "./json-reader.ts";

/** An array or an object that is being filled. */
type Open = { readonly items: unknown[] } | { readonly members: Record<string, unknown>; name: string };

/**
 * Reads a value of any kind, and leaves the reader behind it. It pauses after each element and member.
 * @param toNumber a number by its text; what it gives for one that is too large becomes the value
 */
export function* readAny(reader: JsonReader, toNumber: (text: string) => number | undefined): Generator<void, unknown> {
  const open: Open[] = [];
  for (;;) {
    let value: unknown;
    const { kind } = reader;
    if (kind === "array" || kind === "object") {
      const isArray = kind === "array";
      const isFilled = reader.enter();
      if (isFilled) {
        open.push(isArray ? { items: [] } : { members: {}, name: yield* reader.name() });
        continue;
      }
      value = isArray ? [] : {};
    } else value = yield* readScalar(reader, kind, toNumber);
    // Whatever is complete goes into what is around it, which may be complete by that.
    for (;;) {
      const around = open.at(-1);
      if (around === undefined) return value;
      yield;
      if ("items" in around) around.items.push(value);
      else setOwn(around.members, around.name, value);
      if (reader.next()) {
        if ("members" in around) around.name = yield* reader.name();
        break;
      }
      open.pop();
      value = "items" in around ? around.items : around.members;
    }
  }
}

function* readScalar(
  reader: JsonReader,
  kind: "null" | "bool" | "number" | "string",
  toNumber: (text: string) => number | undefined,
): Generator<void, unknown> {
  switch (kind) {
    case "null":
      reader.skip();
      return null;
    case "bool":
      return reader.bool();
    case "number":
      return reader.shortInteger() ?? toNumber(reader.number());
    case "string":
      return yield* reader.string();
  }
}

/** Sets a member of an object in which `__proto__` is a name like any other. */
export function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  } else object[name] = value;
}
