import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { sorted } from "./compare.ts";
import { Dict } from "./dict.ts";
import { floatText, integerText } from "./number-text.ts";
import { asItems, asText, typeName, type Value } from "./value.ts";

export interface JsonStyle {
  /** Whether every character beyond ASCII is escaped. */
  readonly ensureAscii: boolean;
  /** What a level is indented by; undefined for one line. */
  readonly indent: string | undefined;
  readonly itemSeparator: string;
  readonly keySeparator: string;
  readonly sortKeys: boolean;
}

/** A value as `json.dumps` of Python writes it. Throws JinjaError for what JSON has no form for. */
export function toJson(value: Value, style: JsonStyle, rt: Runtime, level = 0): string {
  rt.meter.step(8);
  if (value === null) return "null";
  const text = asText(value);
  if (text !== undefined) return quote(text, style, rt);
  switch (typeof value) {
    case "boolean":
      return String(value);
    case "bigint":
      return integerText(value);
    case "number":
      return floatJson(value);
  }
  const items = asItems(value);
  if (items !== undefined) {
    return enclose(
      "[",
      items.map((item) => toJson(item, style, rt, level + 1)),
      "]",
      style,
      level,
      rt,
    );
  }
  if (!(value instanceof Dict)) throw new JinjaError(`Object of type ${typeName(value)} is not JSON serializable`);
  let keys: readonly Value[] = value.keys();
  if (style.sortKeys) keys = sorted(keys, (key) => key, false, rt);
  const members = keys.map(
    (key) => quote(keyText(key), style, rt) + style.keySeparator + toJson(value.get(key)!, style, rt, level + 1),
  );
  return enclose("{", members, "}", style, level, rt);
}

function enclose(
  open: string,
  parts: readonly string[],
  close: string,
  { indent, itemSeparator }: JsonStyle,
  level: number,
  rt: Runtime,
): string {
  if (parts.length === 0) return open + close;
  const before = indent === undefined ? "" : `\n${indent.repeat(level + 1)}`;
  const after = indent === undefined ? "" : `\n${indent.repeat(level)}`;
  rt.meter.text(parts.reduce((sum, part) => sum + part.length + before.length, 0));
  return open + before + parts.join(itemSeparator + before) + after + close;
}

function floatJson(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return floatText(value);
}

function keyText(key: Value): string {
  const text = asText(key);
  if (text !== undefined) return text;
  if (key === null) return "null";
  if (typeof key === "boolean") return String(key);
  if (typeof key === "bigint") return integerText(key);
  if (typeof key === "number") return floatJson(key);
  throw new JinjaError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function quote(text: string, { ensureAscii }: JsonStyle, rt: Runtime): string {
  rt.meter.text(text.length);
  // JavaScript escapes what Python does, and lone surrogates, of which there are none.
  const quoted = JSON.stringify(text);
  if (!ensureAscii) return quoted;
  return quoted.replace(/[\x7f-\uffff]/g, (unit) =>
    unit === "\x7f" ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
