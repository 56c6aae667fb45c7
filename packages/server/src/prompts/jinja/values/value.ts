import { JinjaError } from "../error.ts";
import type { Dict } from "./dict.ts";

/**
 * Python's values as templates see them.
 *
 * | JavaScript        | Python                                       |
 * |-------------------|----------------------------------------------|
 * | `null`            | `None`                                       |
 * | `boolean`         | `bool`                                       |
 * | `bigint`          | `int`                                        |
 * | `number`          | `float`                                      |
 * | `string`          | `str`; its length counts code points         |
 * | array             | `list`; a template can't change one          |
 * | {@link PyObject}  | everything else                              |
 */
export type Value = null | boolean | bigint | number | string | readonly Value[] | PyObject;

export abstract class PyObject {
  /** The type's name as Python's messages give it. */
  abstract readonly typeName: string;
}

/** What a name or a key that is not there gives. */
export class Undefined extends PyObject {
  readonly typeName = "Undefined";
  /** @param message of the error, where it is used for more than printing and testing */
  constructor(readonly message: string) {
    super();
  }
  fail(): never {
    throw new JinjaError(this.message);
  }
}

/** A text that is marked as safe HTML. */
export class Markup extends PyObject {
  readonly typeName = "Markup";
  constructor(readonly text: string) {
    super();
  }
}

export class Tuple extends PyObject {
  readonly typeName = "tuple";
  constructor(readonly items: readonly Value[]) {
    super();
  }
}

export class Range extends PyObject {
  readonly typeName = "range";
  readonly length: number;
  constructor(
    readonly start: number,
    readonly stop: number,
    readonly step: number,
  ) {
    super();
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }
  at(index: number): bigint {
    return BigInt(this.start + index * this.step);
  }
}

/** Something that can be gone through once. */
export class Generator extends PyObject {
  constructor(
    readonly items: Iterator<Value, unknown>,
    readonly typeName = "generator",
  ) {
    super();
  }
}

/** `keys()`, `values()` or `items()` of a mapping. */
export class DictView extends PyObject {
  readonly typeName: string;
  constructor(
    readonly kind: "keys" | "values" | "items",
    readonly dict: Dict,
  ) {
    super();
    this.typeName = `dict_${kind}`;
  }
}

export class Bytes extends PyObject {
  readonly typeName = "bytes";
  constructor(readonly bytes: Uint8Array) {
    super();
  }
}

/** The object whose attributes a template may set. */
export class Namespace extends PyObject {
  readonly typeName = "Namespace";
  constructor(readonly attributes: Map<string, Value>) {
    super();
  }
}

/** An object with attributes that the engine computes, such as `loop`. */
export abstract class Attributes extends PyObject {
  /** The attribute of a name; undefined if there is none. */
  abstract attribute(name: string): Value | undefined;
  /** The object as text. */
  abstract describe(): string;
}

/** Arguments of a call. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export const noArguments: Arguments = { positional: [], named: new Map() };

export class Callable extends PyObject {
  constructor(
    readonly name: string,
    readonly call: (args: Arguments) => Value,
    readonly typeName = "builtin_function_or_method",
    /** The callable as text. */
    readonly description = `<built-in function ${name}>`,
    /** What a template may ask of it. */
    readonly attributes: ReadonlyMap<string, Value> = new Map(),
  ) {
    super();
  }
}

/** The name of a value's type, as Python's messages give it. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "float";
    case "string":
      return "str";
  }
  if (value === null) return "NoneType";
  return value instanceof PyObject ? value.typeName : "list";
}

/** The text of a `str`, marked or not; undefined for any other value. */
export function asText(value: Value): string | undefined {
  if (typeof value === "string") return value;
  return value instanceof Markup ? value.text : undefined;
}

/** The items of a list or tuple; undefined for any other value. */
export function asItems(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Tuple ? value.items : undefined;
}

/** A number, a truth value being 0 or 1; undefined for any other value. */
export function asNumber(value: Value): bigint | number | undefined {
  if (typeof value === "bigint" || typeof value === "number") return value;
  return typeof value === "boolean" ? BigInt(value) : undefined;
}

/** An integer, a truth value being 0 or 1; undefined for any other value. */
export function asInteger(value: Value): bigint | undefined {
  if (typeof value === "bigint") return value;
  return typeof value === "boolean" ? BigInt(value) : undefined;
}
