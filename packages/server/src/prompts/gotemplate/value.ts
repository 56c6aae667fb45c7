/**
 * Go values as templates see them.
 *
 * | JavaScript                    | Go                                                        |
 * |-------------------------------|-----------------------------------------------------------|
 * | `boolean`, `string`           | `bool`, `string`                                          |
 * | `number`                      | `float64` (what JSON numbers are)                         |
 * | `bigint`                      | `int`                                                     |
 * | array                         | `[]any`                                                   |
 * | `Map` or plain object         | `map[string]any`, visited in sorted key order             |
 * | `goStruct(...)`               | a struct: unknown fields are errors                       |
 * | `GoTyped`                     | a value of any other named or concrete type               |
 * | `goFunc(...)` or function     | a function; a plain one takes `any` arguments             |
 * | `null`                        | a nil interface value                                     |
 * | `undefined`                   | no value at all (an invalid `reflect.Value`)              |
 */
export type GoValue =
  | undefined
  | null
  | boolean
  | string
  | number
  | bigint
  | readonly GoValue[]
  | ReadonlyMap<string, GoValue>
  | GoObject
  | GoStruct
  | GoTyped
  | GoFunc
  | PlainFunction;

export interface GoObject {
  readonly [key: string]: GoValue;
}

export type PlainFunction = (...args: GoValue[]) => GoValue;

export type Kind =
  | "invalid"
  | "interface"
  | "bool"
  | "string"
  | "int"
  | "uint"
  | "float"
  | "slice"
  | "map"
  | "struct"
  | "func";

const defaultTypes: Record<Kind, string> = {
  invalid: "<nil>",
  interface: "interface {}",
  bool: "bool",
  string: "string",
  int: "int",
  uint: "uint",
  float: "float64",
  slice: "[]interface {}",
  map: "map[string]interface {}",
  struct: "struct {}",
  func: "func(...interface {}) interface {}",
};

/** What a parameter accepts: `value` is `reflect.Value`, which accepts everything and keeps invalid values apart. */
export type ParamType = "value" | "any" | "string" | "int" | "float64" | "bool";

/** A function with a declared signature. Its body reports errors by throwing `FunctionError`. */
export class GoFunc {
  constructor(
    readonly params: readonly ParamType[],
    /** Whether the last parameter takes any number of arguments. */
    readonly variadic: boolean,
    readonly call: PlainFunction,
    /** The type as Go prints it. */
    readonly type = defaultTypes.func,
  ) {}
}

/** Methods by name; a plain one takes no arguments. `String` and `Error` also decide how the value prints. */
export type Methods = Readonly<Record<string, GoFunc | (() => GoValue)>>;

export interface TypeOptions {
  readonly methods?: Methods;
  /** The value as `encoding/json` sees it: ordered entries of an object, or another value. Default: the fields. */
  readonly json?: () => JsonEntries | GoValue;
}

/** Object entries in a fixed order, for JSON of structs. */
export class JsonEntries {
  constructor(readonly entries: readonly (readonly [string, GoValue])[]) {}
}

export class GoStruct {
  constructor(
    readonly type: string,
    readonly fields: ReadonlyMap<string, GoValue>,
    readonly options: TypeOptions = {},
  ) {}
}

export type Underlying = boolean | string | number | bigint | readonly GoValue[] | ReadonlyMap<string, GoValue>;

export interface TypedOptions extends TypeOptions {
  /** What a missing key of this map gives (the zero value of its element type); default a nil interface. */
  readonly zero?: GoValue;
  /** A nil slice or map: empty, and equal to nil. */
  readonly isNil?: boolean;
}

/** A value with its type's name, e.g. `new GoTyped("uint8", 97n)` or `new GoTyped("api.Tools", tools, { methods })`. */
export class GoTyped {
  constructor(
    readonly type: string,
    readonly value: Underlying,
    readonly options: TypedOptions = {},
  ) {}
}

/**
 * Describes a struct value.
 * @param type the name that error texts use, e.g. `api.Message`
 * @param fields exported fields in declaration order
 */
export function goStruct(type: string, fields: GoObject, options: TypeOptions = {}): GoStruct {
  return new GoStruct(type, new Map(Object.entries(fields)), options);
}

/** Describes a function with a fixed signature; with `variadic` the last parameter repeats. */
export function goFunc(params: readonly ParamType[], call: PlainFunction, variadic = false, type?: string): GoFunc {
  return new GoFunc(params, variadic, call, type);
}

/**
 * A value inside a variable of type `any`, as elements of `[]any` and `map[string]any` are. Exists only between the
 * steps of an evaluation, where Go's messages name the type `interface {}` instead of the value's own.
 */
export class Boxed {
  constructor(readonly value: GoValue) {}
}

export type MaybeBoxed = GoValue | Boxed;

/** An element of a list or map as it comes out: boxed unless a type other than `any` is known. */
export function element(container: GoValue, item: GoValue): MaybeBoxed {
  if (item === undefined || item === null) return null;
  return container instanceof GoTyped ? item : new Boxed(item);
}

export function unbox(value: MaybeBoxed): GoValue {
  return value instanceof Boxed ? value.value : value;
}

/** The value below a named type. */
export function underlying(value: GoValue): Exclude<GoValue, GoTyped> {
  return value instanceof GoTyped ? value.value : value;
}

export function kindOf(value: GoValue): Kind {
  if (value instanceof GoTyped) {
    if (typeof value.value === "bigint") return value.type.startsWith("uint") ? "uint" : "int";
    return kindOf(value.value);
  }
  switch (typeof value) {
    case "undefined":
      return "invalid";
    case "boolean":
      return "bool";
    case "string":
      return "string";
    case "number":
      return "float";
    case "bigint":
      return "int";
    case "function":
      return "func";
  }
  if (value === null) return "interface";
  if (Array.isArray(value)) return "slice";
  if (value instanceof GoStruct) return "struct";
  if (value instanceof GoFunc) return "func";
  return "map";
}

/** The type as Go prints it. */
export function typeName(value: GoValue): string {
  if (value instanceof GoTyped || value instanceof GoStruct || value instanceof GoFunc) return value.type;
  return defaultTypes[kindOf(value)];
}

/** Methods of the value's type; empty for unnamed types. */
export function methodsOf(value: GoValue): Methods {
  return (value instanceof GoTyped || value instanceof GoStruct ? value.options.methods : undefined) ?? {};
}

/** Whether the value is a nil slice or map, a nil interface, or no value. */
export function isNil(value: GoValue): boolean {
  return value === undefined || value === null || (value instanceof GoTyped && value.options.isNil === true);
}

/** A map's value for a key; `undefined` if it has none. */
export function mapGet(map: GoValue, key: string): GoValue {
  const entries = underlying(map);
  if (entries instanceof Map) return entries.has(key) ? (entries.get(key) ?? null) : undefined;
  const object = entries as GoObject;
  return Object.hasOwn(object, key) ? (object[key] ?? null) : undefined;
}

/** A map's entries, sorted by key as Go sorts strings (by code point). */
export function mapEntries(map: GoValue): [string, GoValue][] {
  const value = underlying(map);
  const entries: [string, GoValue][] = value instanceof Map ? [...value] : Object.entries(value as GoObject);
  return entries.map(([key, item]): [string, GoValue] => [key, item ?? null]).sort(([a], [b]) => compareStrings(a, b));
}

export function mapSize(map: GoValue): number {
  const value = underlying(map);
  return value instanceof Map ? value.size : Object.keys(value as GoObject).length;
}

/** Compares by code points, which is the order of the UTF-8 bytes: negative, 0 or positive. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return surrogateLast(x) - surrogateLast(y);
  }
  return a.length - b.length;
}

/** Moves surrogates behind the rest of the basic plane, so that UTF-16 units sort like code points. */
function surrogateLast(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Go's truth: false, 0, nil and empty strings, lists and maps are false; structs are true. */
export function truth(value: GoValue): boolean {
  const plain = underlying(value);
  switch (kindOf(value)) {
    case "invalid":
    case "interface":
      return false;
    case "slice":
      return (plain as readonly GoValue[]).length > 0;
    case "map":
      return mapSize(value) > 0;
    case "struct":
    case "func":
      return true;
    case "float":
      return plain !== 0;
    default:
      return Boolean(plain);
  }
}
