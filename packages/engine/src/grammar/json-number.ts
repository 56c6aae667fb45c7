import { decimalOf } from "./decimal.ts";
import {
  byteRange,
  choice,
  type Expression,
  literal,
  nothing,
  oneOf,
  optional,
  repeat,
  sequence,
} from "./expression.ts";

/** Digits that every float64 keeps. */
const mostDigits = 15;
const digit = byteRange(0x30, 0x39);
const digits = (min: number, max: number): Expression => repeat(digit, min, max);

/** Bounds of a number; those that are absent do not bound it. */
export interface NumberBounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  /** Most digits behind the point; by default 15. */
  readonly fractionDigits?: number | undefined;
}

/** An integer within bounds. Nothing if there is none. */
export function integer({ min, max, above, below }: NumberBounds): Expression {
  const low = largest(roundedUp(min), above === undefined ? undefined : BigInt(Math.floor(above)) + 1n);
  const high = smallest(roundedDown(max), below === undefined ? undefined : BigInt(Math.ceil(below)) - 1n);
  return signed(low, high, (from, to) => naturals(from, to));
}

/** A number within bounds. It has an exponent only where it is not bounded. Nothing if there is none. */
export function decimal(bounds: NumberBounds): Expression {
  const { min, max, above, below, fractionDigits = mostDigits } = bounds;
  const edges = [min, max, above, below].filter((edge) => edge !== undefined);
  if (edges.length === 0) {
    const whole = sequence(optional(literal("-")), naturals(0n, undefined));
    if (fractionDigits < mostDigits) return sequence(whole, fraction(0n, 0n, 0, fractionDigits, true));
    const exponent = sequence(oneOf("eE"), optional(oneOf("+-")), digits(1, 2));
    return sequence(whole, optional(sequence(literal("."), digits(1, mostDigits))), optional(exponent));
  }
  // Bounds become integers in units of the last digit; exclusive ones move by one unit.
  const finest = above === undefined && below === undefined ? 0 : 6;
  const places = Math.min(fractionDigits, Math.max(finest, ...edges.map(decimalPlaces)));
  const low = largest(scaled(min, places, 1n), increased(scaled(above, places, -1n), 1n));
  const high = smallest(scaled(max, places, -1n), increased(scaled(below, places, 1n), -1n));
  return signed(low, high, (from, to) => decimals(from, to, places, fractionDigits));
}

/** Numbers of either sign, from those of none. */
function signed(
  low: bigint | undefined,
  high: bigint | undefined,
  magnitudes: (from: bigint, to: bigint | undefined) => Expression,
): Expression {
  const options: Expression[] = [];
  if (low !== undefined && high !== undefined && low > high) return nothing;
  if (high === undefined || high >= 0n) options.push(magnitudes(largest(low, 0n)!, high));
  if (low === undefined || low < 0n) {
    const from = high === undefined || high > 0n ? 0n : -high;
    options.push(sequence(literal("-"), magnitudes(from, low === undefined ? undefined : -low)));
  }
  return choice(options);
}

/** Natural numbers without leading zeros. */
function naturals(from: bigint, to: bigint | undefined): Expression {
  const last = to ?? 10n ** BigInt(Math.max(mostDigits, `${from}`.length)) - 1n;
  const options: Expression[] = [];
  let low = from;
  while (low <= last) {
    const length = `${low}`.length;
    const high = smallest(last, 10n ** BigInt(length) - 1n)!;
    options.push(between(`${low}`, `${high}`));
    low = high + 1n;
  }
  return choice(options);
}

/** Decimals from `from` to `to`, both in units of 10^-places. */
function decimals(from: bigint, to: bigint | undefined, places: number, most: number): Expression {
  const unit = 10n ** BigInt(places);
  const first = from / unit;
  const last = to === undefined ? undefined : to / unit;
  const low = from % unit;
  const integers = (lowest: bigint, highest: bigint | undefined) =>
    highest !== undefined && lowest > highest
      ? []
      : [sequence(naturals(lowest, highest), fraction(0n, unit - 1n, places, most, true))];
  if (to !== undefined && last === first) {
    return sequence(naturals(first, first), fraction(low, to % unit, places, most, false));
  }
  const options = [sequence(naturals(first, first), fraction(low, unit - 1n, places, most, true))];
  options.push(...integers(first + 1n, last === undefined ? undefined : last - 1n));
  if (to !== undefined) options.push(sequence(naturals(last!, last!), fraction(0n, to % unit, places, most, false)));
  return choice(options);
}

/**
 * What stands behind an integer: nothing or a fraction between two in units of 10^-places. If `open`, the upper one is
 * followed by any digits.
 */
function fraction(low: bigint, high: bigint, places: number, most: number, open: boolean): Expression {
  const options: Expression[] = [];
  if (low === 0n) options.push(sequence());
  for (let length = 1; length <= places; length++) {
    const unit = 10n ** BigInt(places - length);
    const from = (low + unit - 1n) / unit;
    const to = high / unit;
    if (from <= to) options.push(sequence(literal("."), between(padded(from, length), padded(to, length))));
  }
  if (!open && high >= low && most > places) {
    const edge = places === 0 ? sequence() : literal(padded(high, places));
    options.push(sequence(literal("."), edge, repeat(literal("0"), 1, most - places)));
  }
  const last = open ? high : high - 1n;
  if (most > places && last >= low) {
    const known = places === 0 ? sequence() : between(padded(low, places), padded(last, places));
    options.push(sequence(literal("."), known, digits(1, most - places)));
  }
  return choice(options);
}

/** Numbers of as many digits as both bounds have. */
function between(low: string, high: string): Expression {
  if (low === "") return sequence();
  if (/^0*$/.test(low) && /^9*$/.test(high)) return digits(low.length, low.length);
  const [first, last] = [Number(low[0]), Number(high[0])];
  const rest = low.length - 1;
  if (first === last) return sequence(literal(low[0]!), between(low.slice(1), high.slice(1)));
  const options = [
    sequence(literal(low[0]!), between(low.slice(1), "9".repeat(rest))),
    sequence(literal(high[0]!), between("0".repeat(rest), high.slice(1))),
  ];
  if (first + 1 < last) options.push(sequence(byteRange(0x31 + first, 0x2f + last), digits(rest, rest)));
  return choice(options);
}

const padded = (value: bigint, length: number) => `${value}`.padStart(length, "0");

function largest(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined ? b : b === undefined || a > b ? a : b;
}

function smallest(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined ? b : b === undefined || a < b ? a : b;
}

const increased = (value: bigint | undefined, by: bigint) => (value === undefined ? undefined : value + by);
const roundedUp = (value: number | undefined) => (value === undefined ? undefined : BigInt(Math.ceil(value)));
const roundedDown = (value: number | undefined) => (value === undefined ? undefined : BigInt(Math.floor(value)));

/** Digits behind the point of a number's shortest form. */
const decimalPlaces = (value: number): number => Math.min(mostDigits, decimalOf(value).places);

/** A number in units of 10^-places, rounded up (1) or down (-1) where it has more digits. */
function scaled(value: number | undefined, places: number, direction: 1n | -1n): bigint | undefined {
  if (value === undefined) return undefined;
  const { units, places: had } = decimalOf(value);
  if (places >= had) return units * 10n ** BigInt(places - had);
  const divisor = 10n ** BigInt(had - places);
  const quotient = units / divisor;
  const rest = units % divisor;
  return rest === 0n || rest > 0n !== direction > 0n ? quotient : quotient + direction;
}
