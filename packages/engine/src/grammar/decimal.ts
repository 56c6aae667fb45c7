/** A number as an integer in units of 10^-places; `places` is never negative. */
export interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

/** The number that the shortest form of a double stands for. Throws RangeError for Infinity and NaN. */
export function decimalOf(value: number): Decimal {
  const [, sign, whole = "", part = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(`${value}`) ?? [];
  if (whole === "") throw new RangeError(`${value} has no decimal form`);
  const units = BigInt(whole + part) * (sign === "-" ? -1n : 1n);
  const places = part.length - Number(exponent);
  return places >= 0 ? { units, places } : { units: units * 10n ** BigInt(-places), places: 0 };
}

/** Whether a number is an integer times another, by their decimal forms. */
export function isMultipleOf(value: number, step: number): boolean {
  const [a, b] = [decimalOf(value), decimalOf(step)];
  const places = Math.max(a.places, b.places);
  const units = ({ units: own, places: had }: Decimal) => own * 10n ** BigInt(places - had);
  return units(b) !== 0n && units(a) % units(b) === 0n;
}
