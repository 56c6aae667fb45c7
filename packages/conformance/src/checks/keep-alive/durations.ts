import fc from "fast-check";

/** A Go duration, and what it means. */
export interface DurationText {
  readonly text: string;
  readonly seconds: number;
}

/** Seconds of the units with which a reasonable time is written in one number. */
const seconds = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 } as const;
type Unit = keyof typeof seconds;

/** A number of a unit for about so many seconds, with a fraction where it needs one. */
function numberOf(unit: Unit, about: number): DurationText {
  const amount = about / seconds[unit];
  const text = Number.isInteger(amount) ? String(amount) : amount.toFixed(3);
  return { text: `${text}${unit}`, seconds: Number(text) * seconds[unit] };
}

/** Durations of one unit, from a minute to a day. */
export function durationsOf(unit: Unit): fc.Arbitrary<DurationText> {
  return fc.integer({ min: 60, max: 86_400 }).map((about) => numberOf(unit, about));
}

/** Durations of one to three units, from a minute to some days. */
export const durations: fc.Arbitrary<DurationText> = fc
  .tuple(
    fc.constantFrom("", "+"),
    fc.array(
      fc.constantFrom<Unit>("ms", "s", "m", "h").chain((unit) => durationsOf(unit)),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([sign, parts]) => ({
    text: sign + parts.map(({ text }) => text).join(""),
    seconds: parts.reduce((sum, part) => sum + part.seconds, 0),
  }));

/** Texts of the characters that durations are made of, of which few are durations. */
export const durationLike: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom(..."0123456789", ..."hmsnuµd", ".", "-", "+", " "),
  maxLength: 6,
});
