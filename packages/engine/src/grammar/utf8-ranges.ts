import { byteRange, choice, type Expression, sequence } from "./expression.ts";

/** Code points from the first to the last, both included. */
export type CodePointRange = readonly [first: number, last: number];

/** Code points that have a UTF-8 form: all but the surrogates. */
const encodable: readonly CodePointRange[] = [
  [0, 0x7f],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
];

/** One character of these ranges, as its UTF-8 bytes. Surrogates are left out. */
export function characters(ranges: readonly CodePointRange[]): Expression {
  const options: Expression[] = [];
  for (const [first, last] of ranges) {
    for (const [low, high] of encodable) {
      if (first <= high && last >= low) options.push(...encoded(Math.max(first, low), Math.min(last, high)));
    }
  }
  return choice(options);
}

/** Ranges between two code points whose forms have the same length, split so that each byte varies on its own. */
function encoded(first: number, last: number): Expression[] {
  const from = Buffer.from(String.fromCodePoint(first));
  const to = Buffer.from(String.fromCodePoint(last));
  // The lowest byte whose value decides whether the bytes behind it may take all values.
  for (let behind = from.length - 1; behind > 0; behind--) {
    const mask = (1 << (6 * behind)) - 1;
    if (first >> (6 * behind) === last >> (6 * behind)) continue;
    if ((first & mask) !== 0) return [...encoded(first, first | mask), ...encoded((first | mask) + 1, last)];
    if ((last & mask) !== mask) return [...encoded(first, (last & ~mask) - 1), ...encoded(last & ~mask, last)];
  }
  return [sequence(...Array.from(from, (low, index) => byteRange(low, to[index]!)))];
}

/** The ranges in order, without overlaps. */
export function normalized(ranges: readonly CodePointRange[]): CodePointRange[] {
  const result: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = result.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else result.push([first, last]);
  }
  return result;
}

/** Every code point that is in none of the ranges. */
export function complement(ranges: readonly CodePointRange[]): CodePointRange[] {
  const result: CodePointRange[] = [];
  let next = 0;
  for (const [first, last] of normalized(ranges)) {
    if (first > next) result.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= 0x10ffff) result.push([next, 0x10ffff]);
  return result;
}

/** What is in both. */
export function intersection(a: readonly CodePointRange[], b: readonly CodePointRange[]): CodePointRange[] {
  return complement([...complement(a), ...complement(b)]);
}
