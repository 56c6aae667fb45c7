import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { floatDigits, integerDigits, plainDigits } from "./number-format.ts";
import { str } from "./print.ts";
import { cutText, textLength } from "./text.ts";
import { asText, typeName, type Value } from "./value.ts";

const grammar = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?(.)?$/su;

/** A specification as in `{:>10.2f}`. */
interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  /** Absent where none is asked for. */
  readonly sign: string | undefined;
  readonly coercesZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string | undefined;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

/** Python's `format(value, spec)`. Throws JinjaError for a specification that the value's type does not know. */
export function formatValue(value: Value, text: string, rt: Runtime): string {
  if (text === "") return str(value, rt);
  const isText = asText(value) !== undefined;
  if (!isText && typeof value !== "bigint" && typeof value !== "number" && typeof value !== "boolean") {
    throw new JinjaError(`unsupported format string passed to ${typeName(value)}.__format__`);
  }
  const spec = parseSpec(text, value);
  rt.meter.text(spec.width);
  if (isText) return formatText(str(value, rt), spec);
  return formatNumber(typeof value === "boolean" ? BigInt(value) : (value as bigint | number), spec);
}

function parseSpec(text: string, value: Value): Spec {
  const match = grammar.exec(text);
  if (match === null) {
    throw new JinjaError(`Invalid format specifier '${text}' for object of type '${typeName(value)}'`);
  }
  const [, fill, align, sign, coercesZero, alternate, zero, width, grouping, precision, type] = match;
  return {
    fill: fill ?? (zero ? "0" : " "),
    align: align ?? (zero && asText(value) === undefined ? "=" : undefined),
    sign,
    coercesZero: coercesZero !== undefined,
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

function unknownCode(type: string, value: string): JinjaError {
  return new JinjaError(`Unknown format code '${type}' for object of type '${value}'`);
}

function formatText(text: string, spec: Spec): string {
  if (spec.type !== undefined && spec.type !== "s") throw unknownCode(spec.type, "str");
  if (spec.align === "=") throw new JinjaError("'=' alignment not allowed in string format specifier");
  if (spec.sign !== undefined || spec.coercesZero) throw new JinjaError("Sign not allowed in string format specifier");
  if (spec.alternate) throw new JinjaError("Alternate form (#) not allowed in string format specifier");
  if (spec.grouping) throw new JinjaError(`Cannot specify '${spec.grouping}' with 's'.`);
  return place(spec.precision === undefined ? text : cutText(text, 0, spec.precision), "", spec, "<");
}

function formatNumber(value: bigint | number, spec: Spec): string {
  const { type } = spec;
  if (typeof value === "bigint") {
    if (type === undefined || "dnboxXc".includes(type)) return formatInteger(value, spec);
    if (!"eEfFgG%".includes(type)) throw unknownCode(type, "int");
    return formatFloat(Number(value), spec);
  }
  if (type !== undefined && !"eEfFgGn%".includes(type)) throw unknownCode(type, "float");
  return formatFloat(value, spec);
}

function formatInteger(value: bigint, spec: Spec): string {
  const type = spec.type ?? "d";
  if (spec.coercesZero) throw new JinjaError("Negative zero coercion (z) not allowed with integers");
  if (spec.precision !== undefined) throw new JinjaError("Precision not allowed in integer format specifier");
  if (type === "c") return place(String.fromCodePoint(Number(value)), "", spec, "<");
  const prefix = spec.alternate && "boxX".includes(type) ? `0${type}` : "";
  const digits = integerDigits(value, type);
  return numeric(digits, "", value < 0n, prefix, spec, "boxX".includes(type) ? 4 : 3);
}

function formatFloat(value: number, spec: Spec): string {
  const { type, precision, alternate } = spec;
  const text =
    type === undefined
      ? plainDigits(value, precision)
      : floatDigits(value, type === "n" ? "g" : type, precision ?? 6, alternate);
  const [, whole = "", rest = ""] = /^(\d*)(.*)$/s.exec(text)!;
  const isNegative = value < 0 || Object.is(value, -0);
  const isZero = spec.coercesZero && !/[1-9]/.test(text.replace(/e.*$/i, ""));
  return numeric(whole, rest, isNegative && !isZero, "", spec, 3);
}

/** Puts a number together: sign and prefix, digits in groups, and what follows them. */
function numeric(
  digits: string,
  rest: string,
  isNegative: boolean,
  prefix: string,
  spec: Spec,
  groupSize: number,
): string {
  const sign = (isNegative ? "-" : spec.sign === undefined || spec.sign === "-" ? "" : spec.sign) + prefix;
  const { grouping } = spec;
  if (grouping === undefined) return place(digits + rest, sign, spec, ">");
  const group = (text: string) => text.replace(new RegExp(`(?<=.)(?=(?:.{${groupSize}})+$)`, "g"), grouping);
  let grouped = group(digits);
  // Padding zeros are digits too, and belong to groups.
  for (let padded = digits; spec.fill === "0" && spec.align === "="; ) {
    if (sign.length + grouped.length + rest.length >= spec.width) break;
    padded = `0${padded}`;
    grouped = group(padded);
  }
  return place(grouped + rest, sign, spec, ">");
}

function place(text: string, sign: string, spec: Spec, usual: string): string {
  const missing = Math.max(0, spec.width - textLength(sign + text));
  const { fill } = spec;
  switch (spec.align ?? usual) {
    case "<":
      return sign + text + fill.repeat(missing);
    case "^":
      return fill.repeat(missing >> 1) + sign + text + fill.repeat(missing - (missing >> 1));
    case "=":
      return sign + fill.repeat(missing) + text;
    default:
      return fill.repeat(missing) + sign + text;
  }
}
