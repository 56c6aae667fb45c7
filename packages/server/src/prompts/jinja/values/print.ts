import type { Runtime } from "../runtime/runtime.ts";
import { Dict } from "./dict.ts";
import { floatText, integerText } from "./number-text.ts";
import {
  Attributes,
  Bytes,
  Callable,
  DictView,
  Markup,
  Namespace,
  type PyObject,
  Range,
  Tuple,
  Undefined,
  type Value,
} from "./value.ts";

/** Python's `str` of a value: what `{{ value }}` prints. */
export function str(value: Value, rt: Runtime): string {
  if (typeof value === "string") return value;
  if (value instanceof Markup) return value.text;
  if (value instanceof Undefined) return "";
  return repr(value, rt);
}

/** Python's `repr` of a value, as lists and mappings print what they hold. */
export function repr(value: Value, rt: Runtime): string {
  rt.meter.step(8);
  switch (typeof value) {
    case "string":
      rt.meter.text(value.length);
      return quote(value);
    case "boolean":
      return value ? "True" : "False";
    case "bigint":
      return integerText(value);
    case "number":
      return floatText(value);
  }
  if (value === null) return "None";
  if (Array.isArray(value)) return `[${list(value, rt)}]`;
  return reprObject(value as PyObject, rt);
}

function reprObject(value: PyObject, rt: Runtime): string {
  if (value instanceof Tuple) return `(${list(value.items, rt)}${value.items.length === 1 ? "," : ""})`;
  if (value instanceof Dict) return reprEntries(value, rt);
  if (value instanceof Markup) return `Markup(${repr(value.text, rt)})`;
  if (value instanceof Undefined) return "Undefined";
  if (value instanceof Range) {
    return `range(${value.start}, ${value.stop}${value.step === 1 ? "" : `, ${value.step}`})`;
  }
  if (value instanceof DictView) return `${value.typeName}([${list(viewItems(value), rt)}])`;
  if (value instanceof Namespace) return `<Namespace ${reprEntries(new Dict(value.attributes), rt)}>`;
  if (value instanceof Bytes) return reprBytes(value.bytes);
  if (value instanceof Callable) return value.description;
  if (value instanceof Attributes) return value.describe();
  return `<${value.typeName} object>`;
}

function list(items: readonly Value[], rt: Runtime): string {
  const text = items.map((item) => repr(item, rt)).join(", ");
  rt.meter.text(text.length);
  return text;
}

function reprEntries(dict: Dict, rt: Runtime): string {
  const text = `{${Array.from(dict.entries(), ([key, value]) => `${repr(key, rt)}: ${repr(value, rt)}`).join(", ")}}`;
  rt.meter.text(text.length);
  return text;
}

/** What a view of a mapping holds. */
export function viewItems({ kind, dict }: DictView): readonly Value[] {
  if (kind === "keys") return dict.keys();
  return kind === "values" ? dict.values() : Array.from(dict.entries(), (entry) => new Tuple(entry));
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text as a literal of Python. */
function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  // Besides quotes and backslashes, whatever Unicode calls "other" or a separator, but for the space.
  const escaped = text.replace(/[\\'"\p{C}\p{Z}]/gu, (found) => {
    if (found === " ") return found;
    if (found === "'" || found === '"') return found === mark ? `\\${found}` : found;
    return escapes[found] ?? escapeCode(found.codePointAt(0)!);
  });
  return mark + escaped + mark;
}

/** Python's escape of a code point: the shortest of `\x`, `\u` and `\U`. */
export function escapeCode(code: number): string {
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}

function reprBytes(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[^ -~]|[\\'"]/g, (found) => {
    if (found === "'" || found === '"') return found === mark ? `\\${found}` : found;
    return escapes[found] ?? escapeCode(found.charCodeAt(0));
  });
  return `b${mark}${escaped}${mark}`;
}
