import { type Automaton, dead } from "./automaton.ts";
import { plainCharacters, shortEscapes } from "./json-string.ts";
import { LengthBounds } from "./length-bounds.ts";
import type { Step, TextDfa } from "./text-dfa.ts";
import { intersection } from "./utf8-ranges.ts";

const quote = 0x22;
const backslash = 0x5c;
const start = dead - 1;
const end = dead - 2;
/** Within a character: behind a backslash, or behind bytes of UTF-8 that leave one, two or three more. */
const escaping = 1;
const behindLead = [0, 2, 2 + (0x110000 >> 6), 2 + (0x110000 >> 6) + (0x110000 >> 12)] as const;
/** States of one character are told apart by this factor; there are fewer. */
const factor = 1 << 15;
/** By continuation bytes that are left: the least code point of such a character. */
const least = [0, 0x80, 0x800, 0x10000] as const;

const escapes = new Map(Array.from(shortEscapes, ([code, escaped]) => [escaped.charCodeAt(1), code]));

/**
 * Reads a JSON string, quotes included, of `min` to `max` characters that an automaton leads to an end. Each character
 * has one form: itself, or its short escape. States are `(characters read × states + state) × factor + place within one`.
 */
class QuotedText implements Automaton {
  readonly start = start;
  readonly family = this;
  readonly #dfa: TextDfa;
  readonly #bounds: LengthBounds;
  /** By state: where characters lead that stand for themselves. */
  readonly #plain: readonly (readonly Step[])[];
  /** By state and ASCII character that stands for itself: where it leads. */
  readonly #ascii: (Int32Array | undefined)[] = [];

  constructor(dfa: TextDfa, bounds: LengthBounds) {
    this.#dfa = dfa;
    this.#bounds = bounds;
    this.#plain = dfa.steps.map((steps) =>
      steps.flatMap(([first, last, to]) =>
        intersection([[first, last]], plainCharacters).map(([from, until]): Step => [from, until, to]),
      ),
    );
  }

  next(state: number, byte: number): number {
    if (state < 0) return state === start && byte === quote ? this.#dfa.start * factor : dead;
    const within = state % factor;
    const rest = (state - within) / factor;
    const from = rest % this.#dfa.size;
    const count = (rest - from) / this.#dfa.size;
    if (within === 0) return this.#begin(from, count, byte);
    if (within === escaping) {
      const code = escapes.get(byte);
      return code === undefined ? dead : this.#at(find(this.#dfa.steps[from]!, code), count + 1);
    }
    if (byte < 0x80 || byte > 0xbf) return dead;
    const left = within >= behindLead[3] ? 3 : within >= behindLead[2] ? 2 : 1;
    const prefix = within - behindLead[left];
    // Of what two bytes more complete, forms of four bytes have the larger prefixes.
    const total = left === 2 && prefix >= 0x10 ? 3 : left;
    return this.#continue(from, count, (prefix << 6) | (byte & 0x3f), left - 1, total);
  }

  accepts(state: number): boolean {
    return state === end;
  }

  horizon(state: number, length: number): number | string {
    if (state === end) return "end";
    const { min, max, farthest, settled } = this.#bounds;
    if (state === start) return "start";
    const within = state % factor;
    const rest = (state - within) / factor;
    const from = rest % this.#dfa.size;
    const count = (rest - from) / this.#dfa.size;
    const place = from * factor + within;
    if (min <= count && max === Number.POSITIVE_INFINITY) return place;
    const missing = Math.min(Math.max(0, min - count), length + settled + 1);
    return `${place},${missing},${Math.min(max - count, length + Math.max(farthest, settled) + 1)}`;
  }

  #begin(from: number, count: number, byte: number): number {
    if (byte === quote) return this.#dfa.distances[from] === 0 && count >= this.#bounds.min ? end : dead;
    if (byte === backslash) {
      const isAble = [...escapes.values()].some(
        (code) => this.#at(find(this.#dfa.steps[from]!, code), count + 1) !== dead,
      );
      return isAble ? (count * this.#dfa.size + from) * factor + escaping : dead;
    }
    if (byte < 0x80) return this.#at(this.#asciiOf(from)[byte]!, count + 1);
    if (byte >= 0xc2 && byte <= 0xdf) return this.#continue(from, count, byte & 0x1f, 1, 1);
    if (byte >= 0xe0 && byte <= 0xef) return this.#continue(from, count, byte & 0x0f, 2, 2);
    if (byte >= 0xf0 && byte <= 0xf4) return this.#continue(from, count, byte & 0x07, 3, 3);
    return dead;
  }

  /** Behind a byte of a character of which `left` bytes are still to come, out of `total` behind the first. */
  #continue(from: number, count: number, prefix: number, left: number, total: number): number {
    if (left === 0) return this.#at(find(this.#plain[from]!, prefix), count + 1);
    const low = Math.max(prefix << (6 * left), least[total]!);
    const high = ((prefix + 1) << (6 * left)) - 1;
    if (low > high) return dead;
    const isAble = this.#plain[from]!.some(
      ([first, last, to]) => first <= high && last >= low && this.#at(to, count + 1) !== dead,
    );
    return isAble ? (count * this.#dfa.size + from) * factor + behindLead[left as 1 | 2 | 3] + prefix : dead;
  }

  #at(state: number, count: number): number {
    if (state === dead || !this.#bounds.allows(state, count)) return dead;
    const { min, max } = this.#bounds;
    // Where nothing is counted any more, all characters lead back to one state.
    const counted = max === Number.POSITIVE_INFINITY ? Math.min(count, min) : count;
    return (counted * this.#dfa.size + state) * factor;
  }

  #asciiOf(state: number): Int32Array {
    let row = this.#ascii[state];
    if (!row) {
      row = Int32Array.from({ length: 128 }, (_, code) => find(this.#plain[state]!, code));
      this.#ascii[state] = row;
    }
    return row;
  }
}

function find(steps: readonly Step[], code: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]![1] < code) low = middle + 1;
    else high = middle;
  }
  const step = steps[low];
  return step && step[0] <= code ? step[2] : dead;
}

/**
 * Reads the JSON strings of `min` to `max` characters of an automaton over the characters that JSON strings can have. "nothing" if there
 * is none, undefined if it would take too much room.
 */
export function quotedTextAutomaton(dfa: TextDfa, min: number, max: number): Automaton | "nothing" | undefined {
  const bounds = LengthBounds.of(dfa, min, max);
  if (!bounds) return undefined;
  return bounds.allows(dfa.start, 0) ? new QuotedText(dfa, bounds) : "nothing";
}

/** Reads the texts of an automaton over ASCII as they are; the empty one must not be among them. */
export function plainTextAutomaton(dfa: TextDfa): Automaton {
  const rows = dfa.steps.map((steps) => Int32Array.from({ length: 256 }, (_, byte) => find(steps, byte)));
  const automaton: Automaton = {
    start: dfa.start,
    next: (state, byte) => rows[state]![byte]!,
    accepts: (state) => dfa.distances[state] === 0,
    get family() {
      return automaton;
    },
    horizon: (state) => state,
  };
  return automaton;
}
