import type { Automaton } from "./automaton.ts";
import { type Decimal, decimalOf, isMultipleOf } from "./decimal.ts";
import { byteRange, choice, type Expression, isNothing, literal, optional, repeat, sequence } from "./expression.ts";
import { decimal, integer, type NumberBounds } from "./json-number.ts";
import { LazyDfa } from "./lazy-dfa.ts";
import { plainTextAutomaton } from "./quoted-text.ts";
import { textDfa } from "./text-dfa.ts";
import {
  allOf,
  anyText,
  asText,
  not,
  type TextExpression,
  textChoice,
  textLiteral,
  textSequence,
} from "./text-expression.ts";
import type { Reading } from "./text-values.ts";

/** What a number must be. */
export interface NumberRules {
  readonly isInteger: boolean;
  readonly bounds: NumberBounds;
  /** Numbers of which it is a multiple. */
  readonly steps: readonly number[];
  /** Numbers of which it is no multiple. */
  readonly notSteps: readonly number[];
  /** Numbers that it is not. */
  readonly excluded: readonly number[];
  /** Whether equal numbers must be written alike. */
  readonly isCanonical: boolean;
}

/** Digits behind the point where an exponent would be in the way. */
const mostPlaces = 14;
const mostListed = 1000;
const ascii = [[0, 0x7f]] as const;

/** Reads the numbers that keep all rules, as far as an automaton of bearable size can. */
export function numberReading(rules: NumberRules): Reading {
  const { isInteger, bounds, steps, notSteps, excluded, isCanonical } = rules;
  const isPlain = steps.length + notSteps.length + excluded.length === 0 && !isCanonical;
  // Where further digits could only be zeros there are none.
  const places = Math.min(mostPlaces, ...steps.map((step) => decimalOf(step).places));
  const base = isInteger ? integer(bounds) : decimal(isPlain ? bounds : { ...bounds, fractionDigits: places });
  if (isPlain || isNothing(base)) return { automaton: automatonOf(base), unenforced: [] };
  const parts: TextExpression[] = [
    asText(base),
    ...steps.map(multiple),
    ...notSteps.map((step) => not(multiple(step))),
  ];
  if (excluded.length > 0) parts.push(not(textChoice(excluded.map(formsOf))));
  if (isCanonical) parts.push(not(needlessForms));
  // What differs in decimal must do so as a double too, and by more than validators forgive.
  const tellable = Math.max(0, ...[...notSteps, ...excluded].map((each) => decimalOf(each).places)) + 2;
  const narrower = notSteps.length + excluded.length > 0 && !isInteger ? [...parts, shortNumber(tellable)] : parts;
  let dfa = textDfa(allOf(narrower), ascii);
  if (dfa === "nothing") dfa = textDfa(allOf(parts), ascii);
  if (dfa === "nothing") return { automaton: undefined, unenforced: [] };
  if (dfa !== "too complex") return { automaton: plainTextAutomaton(dfa), unenforced: [] };
  const listed = listMultiples(rules);
  if (listed) return { automaton: automatonOf(choice(listed.map(literal))), unenforced: [] };
  const left = [
    ...(steps.length > 0 ? ["multipleOf"] : []),
    ...(notSteps.length + excluded.length > 0 ? ["not"] : []),
    ...(isCanonical ? ["uniqueItems"] : []),
  ];
  return { automaton: automatonOf(base), unenforced: left };
}

/** Numbers of at most nine digits before the point and `places` behind it. */
function shortNumber(places: number): TextExpression {
  const digit = byteRange(0x30, 0x39);
  const fraction = sequence(literal("."), repeat(digit, 1, places));
  return asText(sequence(optional(literal("-")), repeat(digit, 1, 9), optional(fraction)));
}

function automatonOf(expression: Expression): Automaton | undefined {
  return isNothing(expression) ? undefined : new LazyDfa(expression);
}

function multiple(step: number): TextExpression {
  const { units, places } = decimalOf(step);
  return { type: "multiple", step: Number(units), places };
}

const zeros: TextExpression = {
  type: "repeat",
  part: textLiteral("0"),
  min: 0,
  max: Number.POSITIVE_INFINITY,
};

/** Zeros that end a fraction, and the sign of 0. */
const needlessForms = textChoice([
  textLiteral("-0"),
  textSequence(anyText, textLiteral("."), anyText, textLiteral("0")),
]);

/** All forms of a number that have no exponent. */
function formsOf(value: number): TextExpression {
  const [whole = "", part = ""] = formatted(decimalOf(Math.abs(value))).split(".");
  const sign = value < 0 ? [textLiteral("-")] : value === 0 ? [textChoice([textLiteral("-"), textSequence()])] : [];
  const fraction = textSequence(textLiteral(`.${part}`), zeros);
  const behind = part === "" ? textChoice([textSequence(), fraction]) : fraction;
  return textSequence(...sign, textLiteral(whole), behind);
}

/** The fitting multiples as texts, if bounds leave only a few. */
function listMultiples({ isInteger, bounds, steps, notSteps, excluded }: NumberRules): string[] | undefined {
  const { min, max, above, below } = bounds;
  const low = Math.max(min ?? Number.NEGATIVE_INFINITY, above ?? Number.NEGATIVE_INFINITY);
  const high = Math.min(max ?? Number.POSITIVE_INFINITY, below ?? Number.POSITIVE_INFINITY);
  const step = steps.toSorted((a, b) => b - a)[0];
  if (step === undefined || !((high - low) / step <= mostListed)) return undefined;
  const { units, places } = decimalOf(step);
  const first = BigInt(Math.ceil(low / step)) - 1n;
  const texts: string[] = [];
  for (let factor = first; factor <= first + BigInt(mostListed) + 2n; factor++) {
    const text = formatted({ units: units * factor, places });
    const value = Number(text);
    const fits =
      value >= low &&
      value <= high &&
      value !== above &&
      value !== below &&
      !excluded.includes(value) &&
      steps.every((each) => isMultipleOf(value, each)) &&
      !notSteps.some((each) => isMultipleOf(value, each));
    if (fits && (!isInteger || Number.isInteger(value))) texts.push(text);
  }
  return texts;
}

/** The shortest text of a number, without an exponent. */
function formatted({ units, places }: Decimal): string {
  const digits = `${units < 0n ? -units : units}`.padStart(places + 1, "0");
  const fraction = digits.slice(digits.length - places, digits.length).replace(/0+$/, "");
  const whole = digits.slice(0, digits.length - places);
  return `${units < 0n ? "-" : ""}${whole}${places > 0 && fraction !== "" ? `.${fraction}` : ""}`;
}
