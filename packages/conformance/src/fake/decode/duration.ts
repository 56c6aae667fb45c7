import { DecodeError } from "./decode-error.ts";

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

/** Milliseconds of a `keep_alive`: seconds as a number, or a Go duration; Infinity for a negative one. */
export function keepAlive(value: unknown): number {
  if (typeof value === "number") return value < 0 ? Number.POSITIVE_INFINITY : value * 1000;
  if (typeof value === "string") return duration(value);
  const type =
    typeof value === "boolean" ? "bool" : Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
  throw new DecodeError(`Unsupported type: '${type}'`);
}

function duration(text: string): number {
  const quoted = JSON.stringify(text);
  const match = /^([+-]?)(.+)$/s.exec(text);
  if (match === null) throw new DecodeError(`time: invalid duration ${quoted}`);
  const [, sign = "", rest = ""] = match;
  if (rest === "0") return 0;
  let sum = 0;
  let left = rest;
  while (left !== "") {
    const part = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(left);
    if (part === null) throw new DecodeError(`time: invalid duration ${quoted}`);
    const [whole, number = "", unit = ""] = part;
    if (unit === "") throw new DecodeError(`time: missing unit in duration ${quoted}`);
    const factor = units[unit];
    if (factor === undefined) throw new DecodeError(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
    sum += Number(number) * factor;
    left = left.slice(whole.length);
  }
  return sign === "-" && sum > 0 ? Number.POSITIVE_INFINITY : sum;
}
