import { type GoObject, GoTyped, type GoValue, type TypeOptions } from "./gotemplate/index.ts";

/** A list of a type as Go prints it; nil, which is empty but not the empty list, where there is none. */
export function goList(type: string, items: readonly GoValue[] | undefined, options: TypeOptions = {}): GoValue {
  return new GoTyped(type, items ?? [], { ...options, isNil: items === undefined });
}

/** JSON of any type that may be absent: its numbers, lists and objects are Go values already. */
export function goAny(value: unknown): GoValue {
  return value === undefined ? null : (value as GoObject);
}
