import { JinjaError } from "../error.ts";
import { Bytes, DictView, Markup, PyObject, Range, Tuple, typeName, Undefined, type Value } from "./value.ts";

/** A mapping in insertion order, with Python's equality of keys: 1, 1.0 and True are one key. */
export class Dict extends PyObject {
  readonly typeName = "dict";
  readonly #entries = new Map<unknown, readonly [Value, Value]>();

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    super();
    for (const [key, value] of entries) this.set(key, value);
  }

  /** Sets a key while the mapping is built; a key that is there keeps its place and its form. */
  set(key: Value, value: Value): void {
    const hashed = hash(key);
    this.#entries.set(hashed, [this.#entries.get(hashed)?.[0] ?? key, value]);
  }

  /** @throws JinjaError for a key that can't be one */
  get(key: Value): Value | undefined {
    return this.#entries.get(hash(key))?.[1];
  }

  get size(): number {
    return this.#entries.size;
  }

  entries(): IterableIterator<readonly [Value, Value]> {
    return this.#entries.values();
  }

  keys(): Value[] {
    return Array.from(this.#entries.values(), ([key]) => key);
  }

  values(): Value[] {
    return Array.from(this.#entries.values(), ([, value]) => value);
  }
}

/** Most UTF-16 units of the stand-in of a tuple. */
const longestKey = 4096;

/** A value's stand-in as the key of a Map: equal for equal values. Throws JinjaError for what Python can't hash. */
export function hash(key: Value): unknown {
  switch (typeof key) {
    case "string":
      return key;
    case "boolean":
      return Number(key);
    case "number":
      return Number.isInteger(key) && !Number.isSafeInteger(key) ? BigInt(key) : key;
    case "bigint":
      return key >= Number.MIN_SAFE_INTEGER && key <= Number.MAX_SAFE_INTEGER ? Number(key) : key;
  }
  if (key === null) return null;
  if (key instanceof Markup) return key.text;
  if (key instanceof Tuple) {
    const text = `\0tuple ${key.items.map((item) => describeHash(hash(item))).join(" ")}`;
    // Tuples of tuples of tuples may hold one tuple many times.
    if (text.length > longestKey) throw new JinjaError("the chat template uses a tuple as a key that is too long");
    return text;
  }
  if (key instanceof Range) return `\0range ${key.length && key.start} ${key.length} ${key.length > 1 && key.step}`;
  if (key instanceof Bytes) return `\0bytes ${key.bytes.join(" ")}`;
  if (key instanceof Undefined) return Undefined;
  if (Array.isArray(key) || key instanceof Dict || key instanceof DictView) {
    throw new JinjaError(`unhashable type: '${typeName(key)}'`);
  }
  return key;
}

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

function describeHash(hashed: unknown): string {
  if (typeof hashed === "string") return JSON.stringify(hashed);
  if (hashed === null || (typeof hashed !== "object" && typeof hashed !== "function")) return String(hashed);
  const identity = identities.get(hashed) ?? nextIdentity++;
  identities.set(hashed, identity);
  return `#${identity}`;
}
