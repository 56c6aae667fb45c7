import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { Dict } from "./dict.ts";
import { floatDigits, integerDigits } from "./number-format.ts";
import { escapeCode, repr, str } from "./print.ts";
import { cutText, textLength } from "./text.ts";
import { asInteger, asNumber, asText, Markup, Range, Tuple, typeName, Undefined, type Value } from "./value.ts";

const directive = /%(?:\(((?:[^()]|\([^()]*\))*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?(.)?/gsu;

/**
 * Python's `text % values`: a tuple gives its items one after the other, a mapping by name, anything else is the one value.
 * @param safe what is done to values that are no markup
 * @throws JinjaError for a directive that Python does not know, and for values that do not fit
 */
export function percentFormat(text: string, values: Value, rt: Runtime, safe = (value: string) => value): string {
  const items = values instanceof Tuple ? values.items : [values];
  let next = 0;
  const take = (): Value => {
    const item = items[next++];
    if (item === undefined) throw new JinjaError("not enough arguments for format string");
    return item;
  };
  const takeCount = (): number => {
    const count = take();
    if (typeof count !== "bigint") throw new JinjaError("* wants int");
    return Number(count);
  };
  rt.meter.text(text.length);
  const result = text.replace(
    directive,
    (whole, name: string | undefined, flags: string, width?: string, precision?: string, type?: string) => {
      if (type === "%") return "%";
      if (type === undefined) throw new JinjaError("incomplete format");
      const columns = width === "*" ? takeCount() : Number(width ?? 0);
      const places = !/\.\d*\*?[hlL]?.$/su.test(whole)
        ? undefined
        : precision === "*"
          ? takeCount()
          : Number(precision ?? 0);
      const value = name === undefined ? take() : named(values, name);
      rt.meter.text(columns);
      return pad(format(value, type, flags, places, rt, safe), columns, flags);
    },
  );
  if (next < items.length && !isSubscriptable(values)) {
    throw new JinjaError("not all arguments converted during string formatting");
  }
  rt.meter.text(result.length);
  return result;
}

/** What Python takes for a mapping here, of which nothing need be used. */
function isSubscriptable(value: Value): boolean {
  return Array.isArray(value) || value instanceof Dict || value instanceof Range || value instanceof Undefined;
}

function named(values: Value, name: string): Value {
  if (values instanceof Undefined) values.fail();
  if (!(values instanceof Dict)) throw new JinjaError("format requires a mapping");
  const value = values.get(name);
  if (value === undefined) throw new JinjaError(`'${name}'`);
  return value;
}

/** A value in parts: its sign and prefix, which stand before padding zeros, and the rest. */
interface Formatted {
  readonly sign: string;
  readonly text: string;
  readonly isNumber: boolean;
}

function format(
  value: Value,
  type: string,
  flags: string,
  precision: number | undefined,
  rt: Runtime,
  safe: (value: string) => string,
): Formatted {
  const plain = (text: string): Formatted => ({
    sign: "",
    text: precision === undefined ? text : cutText(text, 0, precision),
    isNumber: false,
  });
  switch (type) {
    case "s":
      return plain(value instanceof Markup ? value.text : safe(str(value, rt)));
    case "r":
      return plain(safe(repr(value, rt)));
    case "a":
      return plain(safe(repr(value, rt).replace(/[^\0-\x7f]/gu, (found) => escapeCode(found.codePointAt(0)!))));
    case "c":
      return plain(character(value));
    case "d":
    case "i":
    case "u":
    case "x":
    case "X":
    case "o":
      return integer(value, type, flags, precision);
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G": {
      const number = asNumber(value);
      if (number === undefined) throw notReal(value, "must be real number, not ");
      const float = Number(number);
      const digits = floatDigits(float, type, precision ?? 6, flags.includes("#"));
      return { sign: signOf(float < 0 || Object.is(float, -0), flags), text: digits, isNumber: Number.isFinite(float) };
    }
    default:
      throw new JinjaError(`unsupported format character '${type}' (0x${type.codePointAt(0)!.toString(16)})`);
  }
}

function notReal(value: Value, message: string): JinjaError {
  if (value instanceof Undefined) value.fail();
  return new JinjaError(message + typeName(value));
}

function character(value: Value): string {
  const text = asText(value);
  if (text !== undefined && textLength(text) === 1) return text;
  const code = asInteger(value);
  if (code === undefined) throw new JinjaError("%c requires int or char");
  if (code < 0n || code > 0x10ffffn) throw new JinjaError("%c arg not in range(0x110000)");
  return String.fromCodePoint(Number(code));
}

function integer(value: Value, type: string, flags: string, precision: number | undefined): Formatted {
  const number = asNumber(value);
  const isHex = "xXo".includes(type);
  if (number === undefined || (isHex && typeof number === "number")) {
    throw notReal(value, `%${type} format: ${isHex ? "an integer" : "a real number"} is required, not `);
  }
  if (typeof number === "number" && !Number.isFinite(number)) throw new JinjaError("cannot convert float to integer");
  const whole = typeof number === "number" ? BigInt(Math.trunc(number)) : number;
  const prefix = flags.includes("#") && isHex ? `0${type}` : "";
  const digits = integerDigits(whole, type).padStart(Math.min(precision ?? 0, 1000), "0");
  return { sign: signOf(whole < 0n, flags) + prefix, text: digits, isNumber: true };
}

function signOf(isNegative: boolean, flags: string): string {
  if (isNegative) return "-";
  return flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

function pad({ sign, text, isNumber }: Formatted, width: number, flags: string): string {
  const missing = Math.max(0, Math.abs(width) - textLength(sign + text));
  if (flags.includes("-") || width < 0) return sign + text + " ".repeat(missing);
  if (flags.includes("0") && isNumber) return sign + "0".repeat(missing) + text;
  return " ".repeat(missing) + sign + text;
}
