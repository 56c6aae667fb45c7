import { quote } from "./prompts/gotemplate/text.ts";

/** A text that is not a Go duration. The message is Go's. */
export class DurationError extends Error {
  override readonly name = "DurationError";
}

/** Milliseconds per unit. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 36e5,
};

/** Longest duration of Go, 2^63 - 1 nanoseconds, in milliseconds. */
const longest = 2 ** 63 / 1e6;

/**
 * Milliseconds of a duration in Go's notation: an optional sign, then numbers with units, such as `1h30m` or `-1.5s`.
 * Throws {@link DurationError} with the text of Go's time.ParseDuration.
 */
export function parseDuration(text: string): number {
  const quoted = quote(text);
  const invalid = () => new DurationError(`time: invalid duration ${quoted}`);
  const negative = text.startsWith("-");
  let rest = text.replace(/^[+-]/, "");
  if (rest === "0") return 0;
  if (rest === "") throw invalid();
  let total = 0;
  while (rest !== "") {
    const number = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) throw invalid();
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] ?? "";
    if (unit === "") throw new DurationError(`time: missing unit in duration ${quoted}`);
    const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
    if (factor === undefined) {
      throw new DurationError(`time: unknown unit ${quote(unit)} in duration ${quoted}`);
    }
    rest = rest.slice(unit.length);
    total += Number(number) * factor;
    if (total > longest) throw invalid();
  }
  return negative ? -total : total;
}
