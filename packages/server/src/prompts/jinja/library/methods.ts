import { JinjaError } from "../error.ts";
import { equals, isSame } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { iterate, listOf, sequence } from "../values/iterate.ts";
import { bitLength } from "../values/operators.ts";
import { asInteger, type Bytes, DictView, Range, Tuple, type Value } from "../values/value.ts";
import { type Builtin, builtin, optionalInteger } from "./builtin.ts";

/** Methods of mappings that change nothing. */
export const dictMethods: Readonly<Record<string, Builtin>> = {
  keys: builtin("self", (_, self) => new DictView("keys", self as Dict)),
  values: builtin("self", (_, self) => new DictView("values", self as Dict)),
  items: builtin("self", (_, self) => new DictView("items", self as Dict)),
  get: builtin("self key default?", (_, self, key, absent = null) => {
    const value = (self as Dict).get(key!);
    return value === undefined ? absent : value;
  }),
  copy: builtin("self", (rt, self) => {
    rt.meter.step((self as Dict).size);
    return new Dict((self as Dict).entries());
  }),
};

const count = builtin("self value", (rt, self, value) => {
  let found = 0n;
  const items = iterate(self, rt);
  for (let next = items.next(); !next.done; next = items.next()) {
    if (isSame(next.value, value!) || equals(next.value, value!, rt)) found++;
  }
  return found;
});

const index = builtin("self value start? stop?", (rt, self, value, start, stop) => {
  const { length, at } = sequence(self)!;
  const clamp = (number: number) => (number < 0 ? Math.max(0, number + length) : number);
  const end = Math.min(length, clamp(optionalInteger(stop, length)));
  for (let i = clamp(optionalInteger(start, 0)); i < end; i++) {
    rt.meter.step();
    if (equals(at(i), value!, rt)) return BigInt(i);
  }
  throw new JinjaError("the value is not in the list");
});

/** Methods of lists that change nothing. */
export const listMethods: Readonly<Record<string, Builtin>> = {
  count,
  index,
  copy: builtin("self", (rt, self) => listOf(self, rt)),
};

/** Methods of tuples and ranges. */
export const tupleMethods: Readonly<Record<string, Builtin>> = { count, index };

const real = (self: Value) => self;

/** Methods of integers. */
export const integerMethods: Readonly<Record<string, Builtin>> = {
  bit_length: builtin("self", (_, self) => {
    const value = asInteger(self)!;
    return value === 0n ? 0n : BigInt(bitLength(value));
  }),
  bit_count: builtin("self", (_, self) => BigInt(asInteger(self)!.toString(2).split("1").length - 1)),
  conjugate: builtin("self", (_, self) => real(self)),
};

/** Methods of floats. */
export const floatMethods: Readonly<Record<string, Builtin>> = {
  is_integer: builtin("self", (_, self) => Number.isInteger(self)),
  conjugate: builtin("self", (_, self) => real(self)),
};

/** Methods of rows of bytes. */
export const bytesMethods: Readonly<Record<string, Builtin>> = {
  decode: builtin("self encoding? errors?", (rt, self) => {
    const { bytes } = self as Bytes;
    rt.meter.text(bytes.length);
    return new TextDecoder().decode(bytes);
  }),
  hex: builtin("self", (_, self) => Buffer.from((self as Bytes).bytes).toString("hex")),
};

/** Attributes that are no methods. */
export function property(value: Value, name: string): Value | undefined {
  if (typeof value === "bigint" || typeof value === "boolean") {
    if (name === "real" || name === "numerator") return asInteger(value);
    if (name === "imag") return 0n;
    return name === "denominator" ? 1n : undefined;
  }
  if (typeof value === "number") {
    if (name === "real") return value;
    return name === "imag" ? 0 : undefined;
  }
  if (value instanceof Range && (name === "start" || name === "stop" || name === "step")) return BigInt(value[name]);
  if (value instanceof Tuple && value.items.length === 2 && value instanceof Group) {
    if (name === "grouper") return value.items[0];
    if (name === "list") return value.items[1];
  }
  return undefined;
}

/** What `groupby` gives: a tuple whose parts have names too. */
export class Group extends Tuple {
  constructor(grouper: Value, list: readonly Value[]) {
    super([grouper, list]);
  }
}
