import { JinjaError } from "../error.ts";

/** Most digits of an integer that Python turns into a text. */
const mostDigits = 4300;

const tooLarge = 10n ** BigInt(mostDigits);

/** An integer in decimal. Throws JinjaError for one that is longer than Python allows. */
export function integerText(value: bigint): string {
  if (value >= tooLarge || value <= -tooLarge) {
    throw new JinjaError(`Exceeds the limit (${mostDigits} digits) for integer string conversion`);
  }
  return String(value);
}

/** A float as Python's `repr` writes it: the fewest digits that name it, with a point or an exponent. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", power = ""] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) return `${mantissa}e${exponentText(exponent)}`;
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

/** An exponent with its sign and at least two digits. */
export function exponentText(exponent: number): string {
  return (exponent < 0 ? "-" : "+") + String(Math.abs(exponent)).padStart(2, "0");
}
