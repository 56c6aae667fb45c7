import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { truth } from "../values/compare.ts";
import { toJson } from "../values/json.ts";
import { exactDecimal } from "../values/number-format.ts";
import { binary, negate } from "../values/operators.ts";
import { asItems, asNumber, asText, typeName, Undefined, type Value } from "../values/value.ts";
import { ownAttribute } from "./attributes.ts";
import { type Argument, type Builtin, builtin, integerArgument, textArgument } from "./builtin.ts";
import { parseFloatText, parseInteger } from "./parse-number.ts";
import { prettyPrint } from "./pretty-print.ts";

const fallback = builtin("value default_value? boolean?", (_, value, absent = "", boolean = false) =>
  value instanceof Undefined || (truth(boolean) && !truth(value)) ? absent : value,
);

function toInteger(value: Value, absent: Value, base: number, rt: Runtime): Value {
  if (value instanceof Undefined) value.fail();
  const text = asText(value);
  if (text !== undefined) {
    rt.meter.text(text.length);
    const integer = parseInteger(text, base);
    if (integer !== undefined) return integer;
  }
  const number = text === undefined ? asNumber(value) : parseFloatText(text);
  if (typeof number === "bigint") return number;
  return number === undefined || !Number.isFinite(number) ? absent : BigInt(Math.trunc(number));
}

/** Python's `round`: half to even, on the exact value. */
function round(value: Value, digits: number, method: string, rt: Runtime): Value {
  if (value instanceof Undefined) value.fail();
  const number = asNumber(value);
  if (number === undefined) throw new JinjaError(`type ${typeName(value)} doesn't define __round__ method`);
  if (method !== "common") {
    const scale = binary("**", 10n, BigInt(digits), rt);
    const scaled = Number(binary("*", number, scale, rt) as bigint | number);
    return binary("/", BigInt(method === "ceil" ? Math.ceil(scaled) : Math.floor(scaled)), scale, rt);
  }
  if (typeof number === "bigint") return digits >= 0 ? number : roundedTens(number, -digits);
  if (!Number.isFinite(number) || digits > 300) return number;
  if (digits < 0) return Number(roundedTens(BigInt(Math.round(number)), -digits));
  return Number(exactDecimal(Math.abs(number), digits)) * (number < 0 || Object.is(number, -0) ? -1 : 1);
}

function roundedTens(value: bigint, digits: number): bigint {
  if (digits > 400) return 0n;
  const unit = 10n ** BigInt(digits);
  const size = value < 0n ? -value : value;
  const [whole, rest] = [size / unit, (size % unit) * 2n];
  const up = rest > unit || (rest === unit && whole % 2n === 1n);
  const rounded = (up ? whole + 1n : whole) * unit;
  return value < 0n ? -rounded : rounded;
}

/** What a level of JSON is indented by. */
function indentOf(indent: Argument): string | undefined {
  if (indent === undefined || indent === null) return undefined;
  return asText(indent) ?? " ".repeat(Math.max(0, Math.min(integerArgument(indent, 0), 1000)));
}

/** `tojson` as Transformers defines it: `json.dumps` without escapes of HTML, and with its options. */
const tojson = builtin(
  "x ensure_ascii? indent? separators? sort_keys?",
  (rt, value, ensureAscii = false, indent, separators = null, sortKeys = false) => {
    const space = indentOf(indent);
    const given = separators === null ? undefined : (asItems(separators) ?? []);
    if (given !== undefined && given.length !== 2) throw new JinjaError("separators must be two texts");
    const [itemSeparator, keySeparator] = given?.map((each) => textArgument(each, "a separator")) ?? [
      space === undefined ? ", " : ",",
      ": ",
    ];
    return toJson(
      value,
      {
        ensureAscii: truth(ensureAscii),
        indent: space,
        itemSeparator: itemSeparator!,
        keySeparator: keySeparator!,
        sortKeys: truth(sortKeys),
      },
      rt,
    );
  },
);

/** Filters of any value, and of numbers. */
export const valueFilters: Readonly<Record<string, Builtin>> = {
  default: fallback,
  d: fallback,
  tojson,
  attr: builtin("obj name", (rt, value, name) => {
    const attribute = textArgument(name, "attribute name");
    const own = ownAttribute(value, attribute, rt);
    if (own !== undefined) return own;
    return new Undefined(`'${value === null ? "None" : `${typeName(value)} object`}' has no attribute '${attribute}'`);
  }),
  pprint: builtin("value", (rt, value) => prettyPrint(value, rt)),
  abs: builtin("x", (_, value) => {
    if (value instanceof Undefined) value.fail();
    const number = asNumber(value);
    if (number === undefined) throw new JinjaError(`bad operand type for abs(): '${typeName(value)}'`);
    return number < 0 || Object.is(number, -0) ? negate(number) : number;
  }),
  int: builtin("value default? base?", (rt, value, absent = 0n, base) =>
    toInteger(value, absent, integerArgument(base, 10), rt),
  ),
  float: builtin("value default?", (rt, value, absent = 0) => {
    if (value instanceof Undefined) value.fail();
    const text = asText(value);
    rt.meter.text(text?.length ?? 0);
    const number = text === undefined ? asNumber(value) : parseFloatText(text);
    return number === undefined ? absent : Number(number);
  }),
  round: builtin("value precision? method?", (rt, value, precision, method = "common") => {
    const name = asText(method) ?? "";
    if (!/^(common|ceil|floor)$/.test(name)) throw new JinjaError("method must be common, ceil or floor");
    return round(value, integerArgument(precision, 0), name, rt);
  }),
};
