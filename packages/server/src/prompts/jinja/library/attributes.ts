import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { Dict } from "../values/dict.ts";
import { escapeHtml } from "../values/html.ts";
import { sequence } from "../values/iterate.ts";
import { repr } from "../values/print.ts";
import {
  type Arguments,
  Attributes,
  asInteger,
  asText,
  Bytes,
  Callable,
  Markup,
  Namespace,
  PyObject,
  Range,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from "../values/value.ts";
import { type Builtin, callBuiltin, withValue } from "./builtin.ts";
import {
  bytesMethods,
  dictMethods,
  floatMethods,
  integerMethods,
  listMethods,
  property,
  tupleMethods,
} from "./methods.ts";
import { SliceKey, sliceOf } from "./slice.ts";
import { formatText } from "./string-format.ts";
import { stringMethods } from "./string-methods.ts";

/** Methods that would change a list or mapping; the sandbox has none of them. */
const changing: Readonly<Record<string, ReadonlySet<string>>> = {
  dict: new Set(["clear", "pop", "popitem", "setdefault", "update"]),
  list: new Set(["append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"]),
};

/** `value.name`: an attribute or else an item. */
export function attributeOf(value: Value, name: string, rt: Runtime): Value {
  const own = ownAttribute(value, name, rt);
  if (own !== undefined) return own;
  const item = itemOrUndefined(value, name, rt);
  return item !== undefined ? item : missing(value, name, rt);
}

/** `value[key]`: an item or else an attribute. */
export function itemOf(value: Value, key: Value, rt: Runtime): Value {
  if (key instanceof SliceKey) return sliceOf(value, key, rt);
  const item = itemOrUndefined(value, key, rt);
  if (item !== undefined) return item;
  const name = asText(key);
  const own = name === undefined ? undefined : ownAttribute(value, name, rt);
  return own !== undefined ? own : missing(value, key, rt);
}

/** An attribute itself, as the filter `attr` takes it. */
export function ownAttribute(value: Value, name: string, rt: Runtime): Value | undefined {
  if (value instanceof Undefined) value.fail();
  if (name.startsWith("__") && name.endsWith("__")) return unsafe(value, name);
  if (value instanceof Attributes) return value.attribute(name);
  if (value instanceof Namespace) return value.attributes.get(name);
  if (value instanceof Callable) return value.attributes.get(name);
  const type = typeName(value);
  if (changing[type]?.has(name)) return unsafe(value, name);
  const text = asText(value);
  if (text !== undefined) return textMethod(value, text, name, rt);
  const found = property(value, name);
  return found !== undefined ? found : method(value, methodsOf(value), name, rt);
}

function unsafe(value: Value, name: string): Undefined {
  return new Undefined(`access to attribute '${name}' of '${typeName(value)}' object is unsafe.`);
}

function methodsOf(value: Value): Readonly<Record<string, Builtin>> {
  if (value instanceof Dict) return dictMethods;
  if (Array.isArray(value)) return listMethods;
  if (value instanceof Tuple || value instanceof Range) return tupleMethods;
  if (value instanceof Bytes) return bytesMethods;
  if (typeof value === "number") return floatMethods;
  return asInteger(value) === undefined ? {} : integerMethods;
}

function method(
  value: Value,
  methods: Readonly<Record<string, Builtin>>,
  name: string,
  rt: Runtime,
): Callable | undefined {
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (found === undefined) return undefined;
  return bound(value, name, (args) => callBuiltin(name, found, withValue(value, args), rt));
}

function bound(value: Value, name: string, call: (args: Arguments) => Value): Callable {
  const description = `<built-in method ${name} of ${typeName(value)} object>`;
  return new Callable(name, call, "builtin_function_or_method", description);
}

function textMethod(value: Value, text: string, name: string, rt: Runtime): Callable | undefined {
  const found = formatMethod(value, text, name, rt) ?? method(text, stringMethods, name, rt);
  if (found === undefined || !(value instanceof Markup) || name === "format" || name === "format_map") return found;
  // What a method makes of a marked text is marked, and what comes in unmarked is escaped.
  return bound(value, name, (args) =>
    marked(found.call(name === "join" || name === "replace" ? escaped(args, rt) : args)),
  );
}

function formatMethod(value: Value, text: string, name: string, rt: Runtime): Callable | undefined {
  if (name !== "format" && name !== "format_map") return undefined;
  return bound(value, name, (given) => {
    const args = name === "format" ? given : mapArguments(given);
    if (!(value instanceof Markup)) return formatText(text, args, rt);
    return new Markup(
      formatText(text, args, rt, (item, shown) => (item instanceof Markup ? shown : escapeHtml(shown))),
    );
  });
}

function mapArguments({ positional: [mapping], named }: Arguments): Arguments {
  if (!(mapping instanceof Dict) || named.size > 0) throw new JinjaError("format_map() takes exactly one mapping");
  const texts = Array.from(mapping.entries(), ([key, item]) => [asText(key) ?? "", item] as const);
  return { positional: [], named: new Map(texts) };
}

function marked(value: Value): Value {
  if (typeof value === "string") return new Markup(value);
  if (Array.isArray(value)) return value.map(marked);
  return value instanceof Tuple ? new Tuple(value.items.map(marked)) : value;
}

function escaped({ positional, named }: Arguments, rt: Runtime): Arguments {
  const safe = (value: Value): Value => {
    if (typeof value === "string") return escapeHtml(value);
    const items = value instanceof PyObject || Array.isArray(value) ? sequence(value) : undefined;
    if (items === undefined || value instanceof Markup) return value;
    return Array.from({ length: items.length }, (_, index) => safe(items.at(index)));
  };
  rt.meter.step();
  return { positional: positional.map(safe), named };
}

/** An item of a sequence or mapping; undefined if it has no such item or the value has none at all. */
function itemOrUndefined(value: Value, key: Value, rt: Runtime): Value | undefined {
  if (value instanceof Undefined) value.fail();
  if (value instanceof Dict) {
    try {
      return value.get(key);
    } catch (error) {
      if (error instanceof JinjaError) return undefined;
      throw error;
    }
  }
  const integer = asInteger(key);
  const items = integer === undefined ? undefined : sequence(value, rt);
  if (items === undefined) return undefined;
  const index = Number(integer) < 0 ? Number(integer) + items.length : Number(integer);
  if (index < 0 || index >= items.length) return undefined;
  const item = items.at(index);
  return value instanceof Markup ? new Markup(item as string) : item;
}

function missing(value: Value, key: Value, rt: Runtime): Undefined {
  const what = value === null ? "None" : `${qualifiedName(value)} object`;
  const name = asText(key);
  if (name === undefined) return new Undefined(`${what} has no element ${repr(key, rt)}`);
  return new Undefined(`'${what}' has no attribute ${repr(name, rt)}`);
}

/** The type's name with its module, unless it is built in. */
function qualifiedName(value: Value): string {
  const type = typeName(value);
  if (value instanceof Markup) return `markupsafe.${type}`;
  if (value instanceof Namespace) return `jinja2.utils.${type}`;
  return value instanceof Attributes || type === "Macro" ? `jinja2.runtime.${type}` : type;
}
