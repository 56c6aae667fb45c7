import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { escapeHtml } from "./html.ts";
import { percentFormat } from "./percent-format.ts";
import { asInteger, asItems, asNumber, asText, Markup, Tuple, typeName, Undefined, type Value } from "./value.ts";

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";

/** Most bits of an integer that a template may make. */
const mostBits = 65_536;

/** Python's arithmetic, and its `+`, `*` and `%` of texts and lists. Throws JinjaError for values that have none. */
export function binary(operator: BinaryOperator, a: Value, b: Value, rt: Runtime): Value {
  if (a instanceof Undefined) a.fail();
  const text = asText(a);
  if (text !== undefined && operator === "%") return percent(a, text, b, rt);
  if (b instanceof Undefined) b.fail();
  if (operator === "+") {
    const joined = join(a, b, rt);
    if (joined !== undefined) return joined;
  }
  if (operator === "*") {
    const repeated = repeat(a, b, rt) ?? repeat(b, a, rt);
    if (repeated !== undefined) return repeated;
  }
  const [left, right] = [asNumber(a), asNumber(b)];
  if (left === undefined || right === undefined) throw unsupported(operator, a, b);
  if (typeof left === "bigint" && typeof right === "bigint") return integers(operator, left, right);
  return floats(operator, Number(left), Number(right));
}

function unsupported(operator: BinaryOperator, a: Value, b: Value): JinjaError {
  const [left, right] = [typeName(a), typeName(b)];
  if (operator === "+" && (left === "str" || left === "list" || left === "tuple")) {
    return new JinjaError(`can only concatenate ${left} (not "${right}") to ${left}`);
  }
  const name = operator === "**" ? "** or pow()" : operator;
  return new JinjaError(`unsupported operand type(s) for ${name}: '${left}' and '${right}'`);
}

function percent(a: Value, text: string, values: Value, rt: Runtime): Value {
  return a instanceof Markup
    ? new Markup(percentFormat(text, values, rt, escapeHtml))
    : percentFormat(text, values, rt);
}

function join(a: Value, b: Value, rt: Runtime): Value | undefined {
  if (Array.isArray(a) && Array.isArray(b)) {
    rt.meter.step(a.length + b.length);
    return [...a, ...b];
  }
  if (a instanceof Tuple && b instanceof Tuple) {
    rt.meter.step(a.items.length + b.items.length);
    return new Tuple([...a.items, ...b.items]);
  }
  const [left, right] = [asText(a), asText(b)];
  if (left === undefined || right === undefined) return undefined;
  rt.meter.text(left.length + right.length);
  if (!(a instanceof Markup) && !(b instanceof Markup)) return left + right;
  const safe = (value: Value, text: string) => (value instanceof Markup ? text : escapeHtml(text));
  return new Markup(safe(a, left) + safe(b, right));
}

function repeat(a: Value, b: Value, rt: Runtime): Value | undefined {
  const times = asInteger(b);
  if (times === undefined) return undefined;
  const text = asText(a);
  const items = asItems(a);
  if (text === undefined && items === undefined) return undefined;
  if (times >= 2n ** 63n) throw new JinjaError("cannot fit 'int' into an index-sized integer");
  const count = times < 0n ? 0 : Number(times);
  if (text !== undefined) {
    rt.meter.text(text.length * count);
    return a instanceof Markup ? new Markup(text.repeat(count)) : text.repeat(count);
  }
  if (items === undefined) return undefined;
  rt.meter.step(items.length * count);
  const all = Array.from({ length: items.length * count }, (_, index) => items[index % items.length]!);
  return a instanceof Tuple ? new Tuple(all) : all;
}

function integers(operator: BinaryOperator, a: bigint, b: bigint): Value {
  switch (operator) {
    case "+":
      return bounded(a + b);
    case "-":
      return bounded(a - b);
    case "*":
      return bounded(a * b);
    case "/":
      if (b === 0n) throw new JinjaError("division by zero");
      return quotient(a, b);
    case "//": {
      if (b === 0n) throw new JinjaError("integer division or modulo by zero");
      const whole = a / b;
      return a % b !== 0n && a < 0n !== b < 0n ? whole - 1n : whole;
    }
    case "%": {
      if (b === 0n) throw new JinjaError("integer modulo by zero");
      const rest = a % b;
      return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
    }
    case "**":
      if (b < 0n) return floats(operator, Number(a), Number(b));
      if (a !== 0n && a !== 1n && a !== -1n && BigInt(bitLength(a)) * b > BigInt(mostBits)) {
        throw new JinjaError("the chat template makes a number that is too large");
      }
      return a ** b;
  }
}

function bounded(value: bigint): bigint {
  if (bitLength(value) > mostBits) throw new JinjaError("the chat template makes a number that is too large");
  return value;
}

/** Number of bits of an integer without its sign. */
export function bitLength(value: bigint): number {
  if (value >= -0x7fffffffn && value <= 0x7fffffffn) return 32 - Math.clz32(Number(value < 0n ? -value : value));
  return (value < 0n ? -value : value).toString(2).length;
}

/** A quotient that is as near as a float can be, also of integers beyond 2^53. */
function quotient(a: bigint, b: bigint): number {
  const [left, right] = [Number(a), Number(b)];
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return left / right;
  const shift = BigInt(Math.max(0, bitLength(b) - bitLength(a) + 66));
  const scaled = ((a < 0n ? -a : a) << shift) / (b < 0n ? -b : b);
  const result = Number(scaled) / 2 ** Number(shift);
  if (!Number.isFinite(result)) throw new JinjaError("integer division result too large for a float");
  return a < 0n === b < 0n ? result : -result;
}

function floats(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0) throw new JinjaError("float division by zero");
      return a / b;
    case "//":
      if (b === 0) throw new JinjaError("float floor division by zero");
      return floorQuotient(a, b);
    case "%":
      if (b === 0) throw new JinjaError("float modulo");
      return floatModulo(a, b);
    case "**": {
      if (a === 0 && b < 0) throw new JinjaError("0.0 cannot be raised to a negative power");
      if (a < 0 && !Number.isInteger(b) && Number.isFinite(a) && Number.isFinite(b)) {
        throw new JinjaError("the chat template makes a complex number");
      }
      const power = a ** b;
      if (!Number.isFinite(power) && Number.isFinite(a) && Number.isFinite(b)) {
        throw new JinjaError("(34, 'Numerical result out of range')");
      }
      return power;
    }
  }
}

function floorQuotient(a: number, b: number): number {
  const quotient = (a - floatModulo(a, b)) / b;
  // The quotient is whole but for rounding, and a zero keeps the sign of its parts.
  return quotient === 0 ? (a / b < 0 || Object.is(a / b, -0) ? -0 : 0) : Math.floor(quotient + 0.5);
}

/** A rest with the sign of the divisor. */
function floatModulo(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

/** Python's `-value`. */
export function negate(value: Value): Value {
  if (value instanceof Undefined) value.fail();
  const number = asNumber(value);
  if (number === undefined) throw new JinjaError(`bad operand type for unary -: '${typeName(value)}'`);
  return -number;
}

/** Python's `+value`. */
export function positive(value: Value): Value {
  if (value instanceof Undefined) value.fail();
  const number = asNumber(value);
  if (number === undefined) throw new JinjaError(`bad operand type for unary +: '${typeName(value)}'`);
  return number;
}
