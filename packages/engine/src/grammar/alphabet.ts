import type { TextExpression } from "./text-expression.ts";
import { type CodePointRange, intersection, normalized } from "./utf8-ranges.ts";

/** Code points that an expression does not tell apart are one class. */
export interface Alphabet {
  readonly size: number;
  /** By class: one of its code points. */
  readonly samples: readonly number[];
  /** Ranges in order, each with its class. Code points of no class can't be written. */
  readonly ranges: readonly (readonly [first: number, last: number, of: number])[];
  /** The classes within ranges that the expression has, as bits. */
  mask(ranges: readonly CodePointRange[]): bigint;
}

const digits = Array.from("0123456789.-", (each): CodePointRange[] => {
  const code = each.codePointAt(0)!;
  return [[code, code]];
});

/** The classes of an expression, out of the code points of `universe`. */
export function alphabetOf(expression: TextExpression, universe: readonly CodePointRange[]): Alphabet {
  const sets = new Map<readonly CodePointRange[], CodePointRange[]>();
  collect(expression, sets, universe);
  const all = [...sets.values()];
  const bounds = new Set<number>();
  for (const set of [universe, ...all]) {
    for (const [first, last] of set) bounds.add(first).add(last + 1);
  }
  const sorted = [...bounds].sort((a, b) => a - b);
  const within = all.map(follow);
  const isWritable = follow(normalized(universe));
  const classes = new Map<string, number>();
  const samples: number[] = [];
  const ranges: [number, number, number][] = [];
  sorted.forEach((first, index) => {
    const last = (sorted[index + 1] ?? 0x110000) - 1;
    const signature = within.map((has) => (has(first) ? 1 : 0)).join("");
    if (!isWritable(first)) return;
    let of = classes.get(signature);
    if (of === undefined) {
      of = samples.push(first) - 1;
      classes.set(signature, of);
    }
    const previous = ranges.at(-1);
    if (previous?.[2] === of && previous[1] === first - 1) previous[1] = last;
    else ranges.push([first, last, of]);
  });
  const masks = new Map<readonly CodePointRange[], bigint>();
  return {
    size: samples.length,
    samples,
    ranges,
    mask(key) {
      let mask = masks.get(key);
      if (mask === undefined) {
        const set = sets.get(key) ?? normalized(key);
        mask = samples.reduce((bits, sample, of) => (contains(set, sample) ? bits | (1n << BigInt(of)) : bits), 0n);
        masks.set(key, mask);
      }
      return mask;
    },
  };
}

function collect(
  expression: TextExpression,
  sets: Map<readonly CodePointRange[], CodePointRange[]>,
  universe: readonly CodePointRange[],
): void {
  const add = (ranges: readonly CodePointRange[]) => {
    if (!sets.has(ranges)) sets.set(ranges, intersection(ranges, universe));
  };
  switch (expression.type) {
    case "set":
      add(expression.ranges);
      break;
    case "choice":
      for (const option of expression.options) collect(option, sets, universe);
      break;
    case "sequence":
    case "all":
      for (const part of expression.parts) collect(part, sets, universe);
      break;
    case "repeat":
    case "not":
      collect(expression.part, sets, universe);
      break;
    case "multiple":
      for (const digit of digits) add(digit);
  }
}

/** Whether a set, in order, has a code point; asked in ascending order. */
function follow(ranges: readonly CodePointRange[]): (code: number) => boolean {
  let at = 0;
  return (code) => {
    while (at < ranges.length && ranges[at]![1] < code) at++;
    return at < ranges.length && ranges[at]![0] <= code;
  };
}

function contains(ranges: readonly CodePointRange[], code: number): boolean {
  return ranges.some(([first, last]) => first <= code && code <= last);
}
