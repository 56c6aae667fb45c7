/** Numbers as Go's strconv prints them. */

/** A positive finite float64 as mantissa × 2^exponent. */
function decompose(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** numerator ÷ denominator rounded to the nearest integer, halves to even. */
function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const doubled = (numerator % denominator) * 2n;
  if (doubled > denominator || (doubled === denominator && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

/** value × 10^power rounded to an integer; exact arithmetic. */
function scaled(value: number, power: number): bigint {
  const { mantissa, exponent } = decompose(value);
  const numerator = mantissa * (power > 0 ? 10n ** BigInt(power) : 1n) * (exponent > 0 ? 1n << BigInt(exponent) : 1n);
  const denominator = (power < 0 ? 10n ** BigInt(-power) : 1n) * (exponent < 0 ? 1n << BigInt(-exponent) : 1n);
  return divideRounded(numerator, denominator);
}

/** No float64 has more digits than this behind its point or in all. */
const maxDigits = 1100;

interface Decimal {
  /** Significant digits, at least one. */
  readonly digits: string;
  /** Power of ten of the first digit. */
  readonly exponent: number;
}

/** The fewest digits that read back as the same number. */
function shortest(value: number): Decimal {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

/** A fixed count of significant digits. */
function significant(value: number, count: number): Decimal {
  const kept = Math.min(count, maxDigits);
  const pad = "0".repeat(count - kept);
  if (value === 0) return { digits: "0".repeat(kept) + pad, exponent: 0 };
  const { exponent } = shortest(value);
  const digits = scaled(value, kept - 1 - exponent).toString();
  // Rounding may carry into a new digit.
  return digits.length > kept
    ? { digits: digits.slice(0, kept) + pad, exponent: exponent + 1 }
    : { digits: digits.padStart(kept, "0") + pad, exponent };
}

/**
 * A float as `strconv.FormatFloat` gives it.
 * @param verb one of `b e E f g G x X`
 * @param precision digits behind the point (`e f x`) or in all (`g`); -1 for as many as needed
 */
export function formatFloat(value: number, verb: string, precision: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  switch (verb) {
    case "f":
      return sign + fixed(magnitude, precision);
    case "e":
    case "E":
      return sign + exponential(magnitude, verb, precision);
    case "g":
    case "G":
      return sign + general(magnitude, verb, precision);
    case "b": {
      const { mantissa, exponent } = decompose(magnitude);
      return `${sign}${mantissa}p${exponent < 0 ? "" : "+"}${exponent}`;
    }
    default: {
      const text = sign + hexadecimal(magnitude, precision);
      return verb === "X" ? text.toUpperCase() : text;
    }
  }
}

function fixed(value: number, precision: number): string {
  if (precision < 0) return plain(shortest(value));
  const kept = Math.min(precision, maxDigits);
  const digits = scaled(value, kept)
    .toString()
    .padStart(kept + 1, "0");
  const whole = digits.slice(0, digits.length - kept);
  return precision === 0 ? whole : `${whole}.${digits.slice(digits.length - kept)}${"0".repeat(precision - kept)}`;
}

/** Digits and exponent without exponent notation. */
function plain({ digits, exponent }: Decimal): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 1, "0");
  const fraction = padded.slice(exponent + 1);
  return fraction === "" ? padded : `${padded.slice(0, exponent + 1)}.${fraction}`;
}

function exponential(value: number, verb: string, precision: number): string {
  return withExponent(precision < 0 ? shortest(value) : significant(value, precision + 1), verb);
}

function withExponent({ digits, exponent }: Decimal, verb: string): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  return `${digits[0]}${fraction}${verb}${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** `%g`: exponent notation below 1e-4 and from 10^precision (for the shortest form 10^6) on. */
function general(value: number, verb: string, precision: number): string {
  const count = precision === 0 ? 1 : precision;
  const decimal = trimZeros(count < 0 ? shortest(value) : significant(value, count));
  const limit = count < 0 ? 6 : count;
  if (decimal.exponent < -4 || decimal.exponent >= limit) return withExponent(decimal, verb === "G" ? "E" : "e");
  return plain(decimal);
}

function trimZeros({ digits, exponent }: Decimal): Decimal {
  let end = digits.length;
  while (end > 1 && digits[end - 1] === "0") end--;
  return { digits: digits.slice(0, end), exponent };
}

function hexadecimal(value: number, precision: number): string {
  if (value === 0) return `0x0${precision > 0 ? `.${"0".repeat(precision)}` : ""}p+00`;
  let { mantissa, exponent } = decompose(value);
  while (mantissa < 1n << 52n) {
    mantissa <<= 1n;
    exponent--;
  }
  let digits = mantissa.toString(16);
  exponent += 52;
  if (precision >= 0 && precision < 13) {
    digits = divideRounded(mantissa, 1n << BigInt(52 - 4 * precision)).toString(16);
    if (digits.startsWith("2")) {
      digits = `1${digits.slice(1)}`;
      exponent++;
    }
  }
  const fraction = precision < 0 ? digits.slice(1).replace(/0+$/, "") : digits.slice(1).padEnd(precision, "0");
  const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  return `0x1${fraction === "" ? "" : `.${fraction}`}p${power}`;
}
