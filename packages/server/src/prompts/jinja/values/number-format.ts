import { JinjaError } from "../error.ts";
import { exponentText, floatText } from "./number-text.ts";

/** Most digits behind the point that a template may ask for. */
const mostPrecision = 1000;

/** The digits of a float's absolute value in the notation `e`, `f`, `g` or `%` of Python. */
export function floatDigits(value: number, type: string, precision: number, alternate = false): string {
  if (precision > mostPrecision) throw new JinjaError("precision too big");
  const lower = type.toLowerCase();
  if (!Number.isFinite(value)) return cased(Number.isNaN(value) ? "nan" : "inf", type);
  const size = Math.abs(value);
  switch (lower) {
    case "f":
      return withPoint(exactDecimal(size, precision), alternate);
    case "%":
      return `${withPoint(exactDecimal(size * 100, precision), alternate)}%`;
    case "e":
      return cased(exponential(size, precision, alternate), type);
    default:
      return cased(general(size, precision === 0 ? 1 : precision, alternate), type);
  }
}

function cased(text: string, type: string): string {
  return type === type.toUpperCase() && type !== "%" ? text.toUpperCase() : text;
}

function withPoint(text: string, alternate: boolean): string {
  return alternate && !text.includes(".") ? `${text}.` : text;
}

/** A finite float ≥ 0 with a number of digits behind the point, rounded half to even on its exact value. */
export function exactDecimal(value: number, precision: number): string {
  const [numerator, exponent] = fraction(value);
  const scaled = numerator * 10n ** BigInt(precision);
  const digits = exponent >= 0 ? scaled << BigInt(exponent) : roundedShift(scaled, BigInt(-exponent));
  const text = String(digits).padStart(precision + 1, "0");
  return precision === 0 ? text : `${text.slice(0, -precision)}.${text.slice(-precision)}`;
}

/** A finite float ≥ 0 as an integer times a power of two. */
function fraction(value: number): [bigint, number] {
  let exponent = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent--;
  }
  return [BigInt(scaled), exponent];
}

function roundedShift(value: bigint, bits: bigint): bigint {
  const whole = value >> bits;
  const rest = value - (whole << bits);
  const half = 1n << (bits - 1n);
  return rest > half || (rest === half && whole % 2n === 1n) ? whole + 1n : whole;
}

function exponential(value: number, precision: number, alternate: boolean): string {
  // JavaScript stops at 100 digits; beyond those there are only zeros to most values, and no template asks.
  const [mantissa = "", power = ""] = value.toExponential(Math.min(precision, 100)).split("e");
  return `${withPoint(mantissa, alternate)}e${exponentText(Number(power))}`;
}

function general(value: number, precision: number, alternate: boolean): string {
  const [mantissa = "", power = ""] = value.toExponential(Math.min(precision, 101) - 1).split("e");
  const exponent = Number(power);
  const trim = (text: string) => (alternate || !text.includes(".") ? text : text.replace(/\.?0+$/, ""));
  if (exponent < -4 || exponent >= precision) return `${trim(mantissa)}e${exponentText(exponent)}`;
  return trim(exactDecimal(value, Math.max(0, precision - 1 - exponent)));
}

/** A float's digits where neither notation nor precision is asked for, or only a precision. */
export function plainDigits(value: number, precision: number | undefined): string {
  const size = Math.abs(value);
  if (!Number.isFinite(size) || precision === undefined) return floatText(size);
  const text = general(size, precision === 0 ? 1 : precision, false);
  if (/[e.]/.test(text)) return text;
  // Such a text keeps a digit behind the point, and takes an exponent a digit earlier.
  if (text.length >= Math.max(precision, 1)) return general2(size, Math.max(precision, 1));
  return `${text}.0`;
}

function general2(value: number, precision: number): string {
  const [mantissa = "", power = ""] = value.toExponential(precision - 1).split("e");
  return `${mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa}e${exponentText(Number(power))}`;
}

/** An integer's absolute value in the notation `d`, `b`, `o`, `x` or `X`, without a prefix. */
export function integerDigits(value: bigint, type: string): string {
  const size = value < 0n ? -value : value;
  switch (type) {
    case "b":
      return size.toString(2);
    case "o":
      return size.toString(8);
    case "x":
      return size.toString(16);
    case "X":
      return size.toString(16).toUpperCase();
    default:
      return String(size);
  }
}
