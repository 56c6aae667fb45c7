import { type Automaton, dead } from "./automaton.ts";
import { choice, type Expression, literal, oneOf, repeat, sequence } from "./expression.ts";
import { LazyDfa } from "./lazy-dfa.ts";
import { type CodePointRange, characters, complement, intersection, normalized } from "./utf8-ranges.ts";

const quote = 0x22;
/** Characters that stand for themselves within a JSON string. */
export const plainCharacters: readonly CodePointRange[] = complement([
  [0, 0x1f],
  [quote, quote],
  [0x5c, 0x5c],
  [0xd800, 0xdfff],
]);

/** By code point: the escape that it has. */
export const shortEscapes: ReadonlyMap<number, string> = new Map<number, string>([
  [quote, '\\"'],
  [0x5c, "\\\\"],
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
]);

/** Characters that a JSON string has in the form of {@link quotedCharacter}. */
export const quotableCharacters: readonly CodePointRange[] = normalized([
  ...plainCharacters,
  ...Array.from(shortEscapes.keys(), (code): CodePointRange => [code, code]),
]);

/** One character of these ranges as it stands in a JSON string: as itself, or by its short escape where it has to. */
export function quotedCharacter(ranges: readonly CodePointRange[]): Expression {
  const within = (code: number) => ranges.some(([first, last]) => first <= code && code <= last);
  const options = [characters(intersection(ranges, plainCharacters))];
  for (const [code, escaped] of shortEscapes) if (within(code)) options.push(literal(escaped));
  return choice(options.filter((option) => option.type !== "choice" || option.options.length > 0));
}

/** Any character in the form of {@link quotedCharacter}. */
export const anyQuotedCharacter = quotedCharacter([[0, 0x10ffff]]);

const hex = oneOf("0123456789abcdefABCDEF");

/** One code point as a JSON string may write it, by any escape but a lone surrogate. */
const anyCharacter = choice([
  characters(plainCharacters),
  sequence(literal("\\"), oneOf('"\\/bfnrt')),
  sequence(literal("\\u"), oneOf("0123456789abcABCefEF"), hex, hex, hex),
  sequence(literal("\\u"), oneOf("dD"), oneOf("01234567"), hex, hex),
  sequence(
    ...[literal("\\u"), oneOf("dD"), oneOf("89abAB"), hex, hex],
    ...[literal("\\u"), oneOf("dD"), oneOf("cdefCDEF"), hex, hex],
  ),
]);

/** Shared by all strings: no character is the beginning of another, so that it decides where one ends. */
const character = new LazyDfa(anyCharacter);
/** States of one character are told apart by this factor; there are far fewer. */
const factor = 256;

/**
 * A JSON string of `min` to `max` code points, quotes included. States are `factor × characters read + state within one`,
 * so that a long string needs no more of them than a short one.
 */
class StringAutomaton implements Automaton {
  readonly start = dead - 1;
  readonly family = character;
  readonly #end = dead - 2;
  readonly #min: number;
  readonly #max: number;

  constructor(min: number, max: number) {
    this.#min = min;
    this.#max = max;
  }

  next(state: number, byte: number): number {
    if (state < 0) return state === this.start && byte === quote ? character.start : dead;
    const inside = state % factor;
    const count = (state - inside) / factor;
    if (inside === character.start) {
      if (byte === quote) return count >= this.#min ? this.#end : dead;
      if (count >= this.#max) return dead;
    }
    const next = character.next(inside, byte);
    if (next === dead) return dead;
    if (!character.accepts(next)) return count * factor + next;
    // Where nothing is counted any more, all characters lead back to one state.
    const counted = count < this.#min || this.#max !== Number.POSITIVE_INFINITY ? count + 1 : count;
    return counted * factor + character.start;
  }

  accepts(state: number): boolean {
    return state === this.#end;
  }

  horizon(state: number, length: number): number | string {
    if (state === this.#end) return "end";
    const inside = state === this.start ? -1 : state % factor;
    const count = state === this.start ? 0 : (state - inside) / factor;
    const missing = Math.min(Math.max(0, this.#min - count), length + 1);
    return `${missing},${Math.min(this.#max - count, length + 1)},${inside}`;
  }
}

/** A JSON string of `min` to `max` code points; `max` may be Infinity. */
export function stringAutomaton(min: number, max: number): Automaton {
  return new StringAutomaton(min, max);
}

/** A JSON string whose characters, each in the form of {@link quotedCharacter}, match an expression. */
export function quotedAutomaton(content: Expression): Automaton {
  return new LazyDfa(sequence(literal('"'), content, literal('"')));
}

/** Any text in the form of {@link quotedCharacter}, without quotes, but for these. */
export function quotedTextExcept(excluded: readonly string[]): Expression {
  const tree = new Map<string, Branch>();
  for (const text of excluded) {
    let branch: Branch = { next: tree, ends: false };
    for (const each of text) {
      const next: Branch = branch.next.get(each) ?? { next: new Map(), ends: false };
      branch.next.set(each, next);
      branch = next;
    }
    branch.ends = true;
  }
  return exceptBranch({ next: tree, ends: excluded.includes("") });
}

interface Branch {
  readonly next: Map<string, Branch>;
  ends: boolean;
}

function exceptBranch({ next, ends }: Branch): Expression {
  const taken = Array.from(next.keys(), (each): CodePointRange => [each.codePointAt(0)!, each.codePointAt(0)!]);
  const options = [
    sequence(quotedCharacter(complement(taken)), repeat(anyQuotedCharacter, 0, Number.POSITIVE_INFINITY)),
  ];
  if (!ends) options.push(sequence());
  for (const [each, branch] of next) {
    options.push(sequence(quotedCharacter([[each.codePointAt(0)!, each.codePointAt(0)!]]), exceptBranch(branch)));
  }
  return choice(options);
}
