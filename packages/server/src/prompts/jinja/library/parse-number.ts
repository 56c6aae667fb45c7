import { JinjaError } from "../error.ts";
import { stripBoth } from "../values/text.ts";
import { asNumber, asText, typeName, Undefined, type Value } from "../values/value.ts";

const prefixes: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16 };

/** Most UTF-16 units of a number. */
const longest = 4300;

/** Python's `int(text, base)`; undefined for a text that is no integer. */
export function parseInteger(text: string, base: number): bigint | undefined {
  if (text.length > longest) return undefined;
  const match = /^([+-]?)(0[box])?((?:_?[0-9a-z])+)$/i.exec(stripBoth(text));
  if (match === null) return undefined;
  const [, sign, prefix = "", rest = ""] = match;
  const ofPrefix = prefixes[prefix[1]?.toLowerCase() ?? ""];
  if (prefix !== "" && base !== 0 && base !== ofPrefix) {
    // Where the base has such digits, what looks like a prefix is a part of the number.
    return base > 11 ? inBase(sign, prefix + rest, base) : undefined;
  }
  if (prefix === "" && rest.startsWith("_")) return undefined;
  if (base === 0 && prefix === "" && /^0.*[1-9]/.test(rest)) return undefined;
  return inBase(sign, rest, ofPrefix ?? (base === 0 ? 10 : base));
}

function inBase(sign: string | undefined, text: string, base: number): bigint | undefined {
  const digits = Array.from(text.replaceAll("_", ""), (digit) => Number.parseInt(digit, 36));
  if (digits.some((digit) => digit >= base)) return undefined;
  const value = digits.reduce((sum, digit) => sum * BigInt(base) + BigInt(digit), 0n);
  return sign === "-" ? -value : value;
}

/** Python's `float(text)`; undefined for a text that is no number. */
export function parseFloatText(text: string): number | undefined {
  if (text.length > longest) return undefined;
  const trimmed = stripBoth(text);
  const special = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(trimmed);
  if (special !== null) {
    if (special[2]!.toLowerCase() === "nan") return Number.NaN;
    return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const isNumber = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i.test(trimmed);
  return isNumber ? Number(trimmed.replaceAll("_", "")) : undefined;
}

/** Python's `float(value)`. Throws JinjaError for what is no number. */
export function toFloat(value: Value): number {
  if (value instanceof Undefined) value.fail();
  const text = asText(value);
  const number = text === undefined ? asNumber(value) : parseFloatText(text);
  if (number === undefined) throw new JinjaError(`could not convert ${typeName(value)} to float`);
  return Number(number);
}
