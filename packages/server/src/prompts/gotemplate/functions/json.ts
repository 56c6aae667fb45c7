import { TextBuffer } from "../bounds.ts";
import { splitAtEscapedBytes } from "../text.ts";
import { GoStruct, GoTyped, type GoValue, isNil, JsonEntries, kindOf, mapEntries, underlying } from "../value.ts";

/** Raised inside for what JSON cannot hold. */
class UnsupportedValue extends Error {}

/**
 * `json`: the value as Go's `encoding/json` writes it: compact, map keys sorted, `<`, `>`, `&`, U+2028 and U+2029
 * escaped. A value that has no JSON (a function, an infinity) gives the empty text.
 */
export function marshalJson(value: GoValue): string {
  const out = new TextBuffer();
  try {
    write(value, out);
  } catch (error) {
    if (error instanceof UnsupportedValue) return "";
    throw error;
  }
  return out.toString();
}

function write(value: GoValue | JsonEntries, out: TextBuffer): void {
  if (value instanceof JsonEntries) {
    writeObject(value.entries, out);
    return;
  }
  if ((value instanceof GoStruct || value instanceof GoTyped) && value.options.json) {
    write(value.options.json(), out);
    return;
  }
  if (isNil(value)) {
    out.write("null");
    return;
  }
  const plain = underlying(value);
  switch (kindOf(value)) {
    case "string":
      out.write(quoteJson(plain as string));
      return;
    case "float":
      if (!Number.isFinite(plain)) throw new UnsupportedValue();
      out.write(Object.is(plain, -0) ? "-0" : String(plain));
      return;
    case "slice":
      writeArray(plain as readonly GoValue[], out);
      return;
    case "map":
      writeObject(mapEntries(value), out);
      return;
    case "struct":
      writeObject([...(value as GoStruct).fields], out);
      return;
    case "func":
      throw new UnsupportedValue();
    default:
      out.write(String(plain));
  }
}

function writeArray(items: readonly GoValue[], out: TextBuffer): void {
  out.write("[");
  for (const [index, item] of items.entries()) {
    if (index > 0) out.write(",");
    write(item, out);
  }
  out.write("]");
}

function writeObject(entries: readonly (readonly [string, GoValue])[], out: TextBuffer): void {
  out.write("{");
  for (const [index, [key, item]] of entries.entries()) {
    out.write(`${index > 0 ? "," : ""}${quoteJson(key)}:`);
    write(item, out);
  }
  out.write("}");
}

/** A string as Go writes it in JSON; bytes that are no UTF-8 become an escaped U+FFFD. */
export function quoteJson(text: string): string {
  const body = splitAtEscapedBytes(text)
    .map((part) => JSON.stringify(part).slice(1, -1))
    .join("\\ufffd");
  return `"${body.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
}
