import { FunctionError } from "../error.ts";
import { sprintf } from "../printf.ts";
import { compareStrings, GoStruct, type GoValue, isNil, kindOf, typeName, underlying } from "../value.ts";

type BasicKind = "bool" | "int" | "uint" | "float" | "string" | "other";

function basicKind(value: GoValue): BasicKind {
  const kind = kindOf(value);
  switch (kind) {
    case "bool":
    case "int":
    case "uint":
    case "float":
    case "string":
      return kind;
    default:
      return "other";
  }
}

/** Whether both are integers of different signedness, which may be compared. */
function mixesIntegers(a: BasicKind, b: BasicKind): boolean {
  return (a === "int" && b === "uint") || (a === "uint" && b === "int");
}

function incompatible(a: GoValue, b: GoValue): FunctionError {
  return new FunctionError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
}

/** `eq a b c`: whether the first equals any of the others. */
export function eq(first: GoValue, ...others: GoValue[]): boolean {
  if (others.length === 0) throw new FunctionError("missing argument for comparison");
  return others.some((other) => equal(first ?? undefined, other ?? undefined));
}

function equal(a: GoValue, b: GoValue): boolean {
  const kindA = basicKind(a);
  const kindB = basicKind(b);
  if (kindA === kindB) return kindA === "other" ? equalOthers(a, b) : underlying(a) === underlying(b);
  if (mixesIntegers(kindA, kindB)) return underlying(a) === underlying(b);
  if (a !== undefined && b !== undefined) throw incompatible(a, b);
  return false;
}

/** Nil, lists, maps, structs and functions: comparable with nil, structs also with each other. */
function equalOthers(a: GoValue, b: GoValue): boolean {
  if (a !== undefined && b !== undefined && kindOf(a) !== kindOf(b)) {
    const shown = sprintf("%s: %v, %s: %v", [a, typeName(a), typeName(b), b]);
    throw new FunctionError(`non-comparable types ${shown}`);
  }
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b);
  if (!isComparable(b)) throw new FunctionError(`non-comparable type ${sprintf("%s: %v", [b, typeName(b)])}`);
  return equalStructs(a, b);
}

function isComparable(value: GoValue): boolean {
  if (value instanceof GoStruct) return [...value.fields.values()].every(isComparable);
  const kind = kindOf(value);
  return kind !== "slice" && kind !== "map" && kind !== "func";
}

function equalStructs(a: GoValue, b: GoValue): boolean {
  if (!(a instanceof GoStruct && b instanceof GoStruct)) {
    return isNil(a) ? isNil(b) : typeName(a) === typeName(b) && underlying(a) === underlying(b);
  }
  if (a.type !== b.type) return false;
  return [...a.fields].every(([name, value]) => equalStructs(value, b.fields.get(name)));
}

/** `ne a b` */
export function ne(a: GoValue, b: GoValue): boolean {
  return !eq(a, b);
}

/** `lt a b`: numbers of one kind, or strings by their bytes. */
export function lt(a: GoValue, b: GoValue): boolean {
  const kindA = basicKind(a);
  const kindB = basicKind(b);
  if (kindA === "other" || kindB === "other") throw new FunctionError("invalid type for comparison");
  if (kindA !== kindB && !mixesIntegers(kindA, kindB)) throw incompatible(a, b);
  if (kindA === "bool") throw new FunctionError("invalid type for comparison");
  const x = underlying(a) as string | number | bigint;
  const y = underlying(b) as string | number | bigint;
  return typeof x === "string" && typeof y === "string" ? compareStrings(x, y) < 0 : x < y;
}

/** `le a b` */
export function le(a: GoValue, b: GoValue): boolean {
  return lt(a, b) || eq(a, b);
}

/** `gt a b` */
export function gt(a: GoValue, b: GoValue): boolean {
  return !le(a, b);
}

/** `ge a b` */
export function ge(a: GoValue, b: GoValue): boolean {
  return !lt(a, b);
}
