/** Nanoseconds of each unit of a Go duration. */
const units: ReadonlyMap<string, number> = new Map([
  ["ns", 1],
  ["us", 1e3],
  ["µs", 1e3],
  ["μs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
  ["m", 60e9],
  ["h", 3600e9],
]);

/** Most nanoseconds of a duration, about 292 years. */
const MOST = 2 ** 63;

/** A duration in seconds, or what Go's parser says is wrong with the text. */
export type Duration =
  | { readonly seconds: number }
  | { readonly wrong: "invalid" | "unit missing" | "unit unknown"; readonly text: string };

/**
 * Reads a duration as Go's `time.ParseDuration` does: a sign, then numbers with units, such as `1h30m`; 0 needs no unit.
 * Texts near the limit of 292 years are beyond its precision.
 */
export function goDuration(text: string): Duration {
  const wrong = (what: "invalid" | "unit missing" | "unit unknown", message: string): Duration => {
    return { wrong: what, text: `time: ${message} ${JSON.stringify(text)}` };
  };
  const [, sign = "", whole = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (whole === "0") return { seconds: 0 };
  if (whole === "") return wrong("invalid", "invalid duration");
  let [rest, sum] = [whole, 0];
  while (rest !== "") {
    const [part, number = "", unit = ""] = /^(\d+\.?\d*|\.\d+)([^.\d]*)/s.exec(rest) ?? [];
    if (part === undefined) return wrong("invalid", "invalid duration");
    if (unit === "") return wrong("unit missing", "missing unit in duration");
    const factor = units.get(unit);
    if (factor === undefined) return wrong("unit unknown", `unknown unit ${JSON.stringify(unit)} in duration`);
    sum += Number(number) * factor;
    if (sum > MOST) return wrong("invalid", "invalid duration");
    rest = rest.slice(part.length);
  }
  return { seconds: (sign === "-" ? -sum : sum) / 1e9 };
}
