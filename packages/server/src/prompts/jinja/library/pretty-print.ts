import type { Runtime } from "../runtime/runtime.ts";
import { sorted } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { repr } from "../values/print.ts";
import { asText, Tuple, type Value } from "../values/value.ts";

const width = 80;

/** Python's `pprint.pformat`, but for long texts, which stay whole: mappings by key, one item a line where a line is short. */
export function prettyPrint(value: Value, rt: Runtime, column = 0, after = 0): string {
  rt.meter.step();
  const plain = repr(ordered(value, rt), rt);
  if (plain.length + column + after <= width) return plain;
  rt.meter.text(plain.length);
  if (value instanceof Dict && value.size > 0) {
    const entries = keysOf(value, rt).map((key, index) => {
      const name = `${repr(key, rt)}: `;
      const isLast = index === value.size - 1;
      return name + prettyPrint(value.get(key)!, rt, column + 1 + name.length, isLast ? after + 1 : 1);
    });
    return `{${entries.join(`,\n${" ".repeat(column + 1)}`)}}`;
  }
  const items = Array.isArray(value) ? value : value instanceof Tuple ? value.items : [];
  if (items.length === 0) return plain;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["(", items.length === 1 ? ",)" : ")"];
  const lines = items.map((item, index) =>
    prettyPrint(item, rt, column + 1, index === items.length - 1 ? after + close.length : 1),
  );
  return open + lines.join(`,\n${" ".repeat(column + 1)}`) + close;
}

/** Keys in order, if they have one. */
function keysOf(dict: Dict, rt: Runtime): readonly Value[] {
  const keys = dict.keys();
  return keys.every((key) => asText(key) !== undefined) ? sorted(keys, (key) => key, false, rt) : keys;
}

/** A value with the mappings in it in the order of their keys. */
function ordered(value: Value, rt: Runtime): Value {
  rt.meter.step();
  if (value instanceof Dict) return new Dict(keysOf(value, rt).map((key) => [key, ordered(value.get(key)!, rt)]));
  if (Array.isArray(value)) return value.map((item) => ordered(item, rt));
  return value instanceof Tuple ? new Tuple(value.items.map((item) => ordered(item, rt))) : value;
}
