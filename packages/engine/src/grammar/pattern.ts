import type { Automaton } from "./automaton.ts";
import { choice, type Expression, repeat, sequence } from "./expression.ts";
import { anyQuotedCharacter, quotedAutomaton, quotedCharacter } from "./json-string.ts";
import { type CodePointRange, complement } from "./utf8-ranges.ts";

/** What a pattern allows, as the characters of a JSON string. */
export interface Pattern {
  readonly content: Expression;
  /** Whether every text of `content` matches; otherwise it is only a necessary condition. */
  readonly isExact: boolean;
}

/** A pattern that is none, or that has what an automaton can't do. */
class Unsupported extends Error {}

const mostRepeats = 2000;
const digit: CodePointRange[] = [[0x30, 0x39]];
const word: CodePointRange[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const space: CodePointRange[] = [
  ...([
    [0x09, 0x0d],
    [0x20, 0x20],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
  ] as const),
  ...([
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
    [0xfeff, 0xfeff],
  ] as const),
];
const lineEnds: CodePointRange[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];
const classes: Readonly<Record<string, CodePointRange[]>> = {
  d: digit,
  w: word,
  s: space,
  D: complement(digit),
  W: complement(word),
  S: complement(space),
};
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };
const anything = repeat(anyQuotedCharacter, 0, Number.POSITIVE_INFINITY);

/**
 * Reads a regular expression as ECMA-262 has them, with the flag `u`. Look-around and word boundaries are left out, which
 * makes the result inexact. Undefined if it has parts that can't be left out, such as references to groups.
 */
export function parsePattern(source: string): Pattern | undefined {
  try {
    return new PatternParser(source).parse();
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

const automata = new WeakMap<Pattern, Automaton>();

/** Reads the JSON strings that match a pattern. A pattern has one automaton, so that what is known of it is kept. */
export function patternAutomaton(pattern: Pattern): Automaton {
  const automaton = automata.get(pattern) ?? quotedAutomaton(pattern.content);
  automata.set(pattern, automaton);
  return automaton;
}

class PatternParser {
  readonly #characters: readonly string[];
  #at = 0;
  #isExact = true;
  #depth = 0;

  constructor(source: string) {
    this.#characters = Array.from(source);
  }

  parse(): Pattern {
    const options = [this.#topLevel()];
    while (this.#take("|")) options.push(this.#topLevel());
    if (this.#at < this.#characters.length) throw new Unsupported();
    return { content: choice(options), isExact: this.#isExact };
  }

  /** An alternative of the whole pattern, which begins and ends anywhere unless it is anchored. */
  #topLevel(): Expression {
    const isAnchored = this.#take("^");
    const parts = this.#terms();
    return sequence(...(isAnchored ? [] : [anything]), ...parts, ...(this.#take("$") ? [] : [anything]));
  }

  #alternatives(): Expression {
    const options = [sequence(...this.#terms())];
    while (this.#take("|")) options.push(sequence(...this.#terms()));
    return choice(options);
  }

  #terms(): Expression[] {
    const parts: Expression[] = [];
    for (let next = this.#peek(); next !== undefined && !"|)$".includes(next); next = this.#peek()) {
      const atom = this.#atom();
      const part = this.#quantified(atom ?? sequence());
      if (atom) parts.push(part);
    }
    return parts;
  }

  /** Undefined for an assertion. */
  #atom(): Expression | undefined {
    const next = this.#next();
    switch (next) {
      case "(":
        return this.#group();
      case "[":
        return quotedCharacter(this.#class());
      case ".":
        return quotedCharacter(complement(lineEnds));
      case "\\":
        if (this.#take("b") || this.#take("B")) return this.#leaveOut();
        return quotedCharacter(this.#escape());
      case "^":
      case "*":
      case "+":
      case "?":
      case "{":
        throw new Unsupported();
      default:
        return quotedCharacter([codePoint(next)]);
    }
  }

  #group(): Expression | undefined {
    if (++this.#depth > 100) throw new Unsupported();
    let isAssertion = false;
    if (this.#take("?")) {
      if (this.#take("<")) {
        if (this.#take("=") || this.#take("!")) isAssertion = true;
        else while (this.#next() !== ">");
      } else if (this.#take("=") || this.#take("!")) isAssertion = true;
      else if (!this.#take(":")) throw new Unsupported();
    }
    const before = this.#isExact;
    const content = isAssertion ? this.#skipGroup() : this.#alternatives();
    if (isAssertion) this.#isExact = before;
    else if (!this.#take(")")) throw new Unsupported();
    this.#depth--;
    return isAssertion ? this.#leaveOut() : content;
  }

  /** Goes behind the end of a group whose content does not count. */
  #skipGroup(): Expression {
    for (let open = 1; open > 0; ) {
      const next = this.#next();
      if (next === "\\") this.#next();
      else if (next === "[") this.#class();
      else if (next === "(") open++;
      else if (next === ")") open--;
    }
    return sequence();
  }

  #leaveOut(): undefined {
    this.#isExact = false;
    return undefined;
  }

  #quantified(atom: Expression): Expression {
    const next = this.#peek();
    let part = atom;
    if (next === "*" || next === "+" || next === "?") {
      this.#at++;
      part = repeat(atom, next === "+" ? 1 : 0, next === "?" ? 1 : Number.POSITIVE_INFINITY);
    } else if (next === "{") {
      const [all, low, comma, high] =
        /^\{(\d+)(,?)(\d*)\}/.exec(this.#characters.slice(this.#at, this.#at + 24).join("")) ?? [];
      if (all === undefined) throw new Unsupported();
      this.#at += all.length;
      const min = Number(low);
      const max = comma === "" ? min : high === "" ? Number.POSITIVE_INFINITY : Number(high);
      if (min > mostRepeats || min > max || (max > mostRepeats && max !== Number.POSITIVE_INFINITY))
        throw new Unsupported();
      part = repeat(atom, min, max);
    } else return part;
    // A lazy quantifier matches the same texts.
    this.#take("?");
    return part;
  }

  #class(): CodePointRange[] {
    const isNegated = this.#take("^");
    const ranges: CodePointRange[] = [];
    while (!this.#take("]")) {
      const first = this.#classAtom();
      const isRange = this.#peek() === "-" && this.#characters[this.#at + 1] !== "]";
      if (!isRange) {
        ranges.push(...first);
        continue;
      }
      this.#at++;
      const last = this.#classAtom();
      const [from, to] = [single(first), single(last)];
      // Between classes a dash is just that, as other dialects have it.
      if (from === undefined || to === undefined) ranges.push(...first, codePoint("-"), ...last);
      else if (from > to) throw new Unsupported();
      else ranges.push([from, to]);
    }
    return isNegated ? complement(ranges) : ranges;
  }

  #classAtom(): CodePointRange[] {
    const next = this.#next();
    if (next !== "\\") return [codePoint(next)];
    if (this.#take("b")) return [[8, 8]];
    return this.#escape();
  }

  /** What stands behind a backslash, other than an assertion. */
  #escape(): CodePointRange[] {
    const next = this.#next();
    if (Object.hasOwn(classes, next)) return classes[next]!;
    if (Object.hasOwn(controls, next)) return [[controls[next]!, controls[next]!]];
    if (next === "x") return this.#hex(2);
    if (next === "u") {
      if (!this.#take("{")) return this.#hex(4);
      const end = this.#characters.indexOf("}", this.#at);
      const code = this.#hex(end - this.#at);
      this.#at++;
      return code;
    }
    if (next === "p" || next === "P") {
      // Properties of Unicode: any character that is not ASCII, or a letter or digit, may have it.
      if (!this.#take("{")) throw new Unsupported();
      while (this.#next() !== "}");
      this.#isExact = false;
      return next === "P" ? [[0, 0x10ffff]] : [...word, [0x80, 0x10ffff]];
    }
    if (/[a-zA-Z0-9]/.test(next)) throw new Unsupported();
    return [codePoint(next)];
  }

  #hex(length: number): CodePointRange[] {
    const text = this.#characters.slice(this.#at, this.#at + length).join("");
    if (length < 1 || !/^[0-9a-fA-F]+$/.test(text) || text.length !== length) throw new Unsupported();
    this.#at += length;
    const code = Number.parseInt(text, 16);
    // Half of a pair stands for nothing on its own.
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new Unsupported();
    return [[code, code]];
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #next(): string {
    const next = this.#characters[this.#at++];
    if (next === undefined) throw new Unsupported();
    return next;
  }

  #take(character: string): boolean {
    if (this.#characters[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}

function codePoint(character: string): CodePointRange {
  const code = character.codePointAt(0)!;
  return [code, code];
}

function single(ranges: readonly CodePointRange[]): number | undefined {
  return ranges.length === 1 && ranges[0]![0] === ranges[0]![1] ? ranges[0]![0] : undefined;
}
