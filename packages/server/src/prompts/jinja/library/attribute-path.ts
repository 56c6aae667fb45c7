import type { Runtime } from "../runtime/runtime.ts";
import { asText, Undefined, type Value } from "../values/value.ts";

interface GetterOptions {
  /** Stands for what is undefined on the way; `None` for nothing. */
  readonly absent?: Value;
  /** Whether texts are compared without regard to case. */
  readonly ignoreCase?: boolean;
}

/** What filters mean by `attribute`: a path of names and numbers between dots, or one key; `None` is the item itself. */
export function attributeGetter(
  attribute: Value,
  rt: Runtime,
  { absent = null, ignoreCase = false }: GetterOptions = {},
): (item: Value) => Value {
  const path = pathOf(attribute);
  return (item) => {
    let value = item;
    for (const key of path) {
      rt.meter.step();
      value = rt.item(value, key);
      if (absent !== null && value instanceof Undefined) value = absent;
    }
    return ignoreCase ? lowered(value) : value;
  };
}

function pathOf(attribute: Value): readonly Value[] {
  if (attribute === null) return [];
  const text = asText(attribute);
  return text === undefined ? [attribute] : text.split(".").map((part) => (/^\d+$/.test(part) ? BigInt(part) : part));
}

/** The same for several attributes between commas, as a list. */
export function attributesGetter(attribute: Value, rt: Runtime, options: GetterOptions): (item: Value) => Value {
  const text = asText(attribute);
  const parts = (text === undefined ? [attribute] : text.split(",")).map((part) => attributeGetter(part, rt, options));
  return (item) => parts.map((get) => get(item));
}

function lowered(value: Value): Value {
  return asText(value)?.toLowerCase() ?? value;
}
