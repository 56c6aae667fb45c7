import type { Automaton } from "./automaton.ts";
import type { Expression } from "./expression.ts";
import { quotedAutomaton } from "./json-string.ts";
import { classes, controls, lineEnds } from "./pattern-classes.ts";
import {
  allOf,
  anyText,
  isPlain,
  not,
  quotedText,
  type TextExpression,
  textChoice,
  textSequence,
} from "./text-expression.ts";
import { propertyRanges } from "./unicode-property.ts";
import { type CodePointRange, complement } from "./utf8-ranges.ts";

/** What a pattern allows. */
export interface Pattern {
  readonly text: TextExpression;
  /** Whether every text of `text` matches; otherwise it is only a necessary condition. */
  readonly isExact: boolean;
  /** The same as the characters of a JSON string, and whether that is exact. */
  readonly content: Expression;
  readonly isContentExact: boolean;
}

/** A pattern that is none, or that has what an automaton can't do. */
class Unsupported extends Error {}

const mostRepeats = 2000;
/** A look-ahead: what the text from here to its end must be, or must not be. */
interface LookAhead {
  readonly type: "look-ahead";
  readonly text: TextExpression;
}

/**
 * Reads a regular expression as ECMA-262 has them, with the flag `u`. Look-ahead within groups, look-behind and word
 * boundaries are left out, which makes the result inexact. Undefined if it has parts that can't be left out, such as
 * references to groups.
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

/** Reads the JSON strings of a pattern's content. A pattern has one automaton, so that what is known of it is kept. */
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
    const text = textChoice(this.#wholes(false));
    if (this.#at < this.#characters.length) throw new Unsupported();
    return {
      text,
      isExact: this.#isExact,
      content: quotedText(text),
      isContentExact: this.#isExact && isPlain(text),
    };
  }

  /** Alternatives that go on to the end of the text. */
  #wholes(isAhead: boolean): TextExpression[] {
    const options = [this.#whole(isAhead)];
    while (this.#take("|")) options.push(this.#whole(isAhead));
    return options;
  }

  /** An alternative that begins and ends anywhere unless it is anchored; one that looks ahead begins where it stands. */
  #whole(isAhead: boolean): TextExpression {
    const isAnchored = this.#take("^") || isAhead;
    const parts = this.#terms(true);
    let rest: TextExpression[] = this.#take("$") ? [] : [anyText];
    for (const part of parts.reverse()) {
      rest = part.type === "look-ahead" ? [allOf([textSequence(...rest), part.text])] : [part, ...rest];
    }
    return textSequence(...(isAnchored ? [] : [anyText]), ...rest);
  }

  #alternatives(): TextExpression {
    const within = () => textSequence(...(this.#terms(false) as TextExpression[]));
    const options = [within()];
    while (this.#take("|")) options.push(within());
    return textChoice(options);
  }

  /** Look-ahead is among them only if it `canLook`. */
  #terms(canLook: boolean): (TextExpression | LookAhead)[] {
    const parts: (TextExpression | LookAhead)[] = [];
    for (let next = this.#peek(); next !== undefined && !"|)$".includes(next); next = this.#peek()) {
      const atom = this.#atom(canLook);
      if (atom?.type === "look-ahead") {
        parts.push(atom);
        continue;
      }
      const part = this.#quantified(atom ?? textSequence());
      if (atom) parts.push(part);
    }
    return parts;
  }

  /** Undefined for an assertion that is left out. */
  #atom(canLook: boolean): TextExpression | LookAhead | undefined {
    const next = this.#next();
    switch (next) {
      case "(":
        return this.#group(canLook);
      case "[":
        return set(this.#class());
      case ".":
        return set(complement(lineEnds));
      case "\\":
        if (this.#take("b") || this.#take("B")) return this.#leaveOut();
        return set(this.#escape());
      case "^":
      case "*":
      case "+":
      case "?":
      case "{":
        throw new Unsupported();
      default:
        return set([codePoint(next)]);
    }
  }

  #group(canLook: boolean): TextExpression | LookAhead | undefined {
    if (++this.#depth > 100) throw new Unsupported();
    let assertion: "ahead" | "not ahead" | "behind" | undefined;
    if (this.#take("?")) {
      if (this.#take("<")) {
        if (this.#take("=") || this.#take("!")) assertion = "behind";
        else while (this.#next() !== ">");
      } else if (this.#take("=")) assertion = "ahead";
      else if (this.#take("!")) assertion = "not ahead";
      else if (!this.#take(":")) throw new Unsupported();
    }
    if (assertion !== undefined) {
      const look = assertion !== "behind" && canLook ? this.#lookAhead(assertion === "not ahead") : undefined;
      if (!look) this.#skipGroup();
      this.#depth--;
      return look ?? this.#leaveOut();
    }
    const content = this.#alternatives();
    if (!this.#take(")")) throw new Unsupported();
    this.#depth--;
    return content;
  }

  /** Undefined, having read nothing, if it is quantified or has parts that are left out. */
  #lookAhead(isNegative: boolean): LookAhead | undefined {
    const before = { at: this.#at, isExact: this.#isExact };
    this.#isExact = true;
    try {
      const text = textChoice(this.#wholes(true));
      const isRead = this.#isExact && this.#take(")") && !"*+?{".includes(this.#peek() ?? " ");
      if (isRead) return { type: "look-ahead", text: isNegative ? not(text) : text };
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
    } finally {
      this.#isExact = before.isExact;
    }
    this.#at = before.at;
    return undefined;
  }

  /** Goes behind the end of a group whose content does not count. */
  #skipGroup(): void {
    const before = this.#isExact;
    for (let open = 1; open > 0; ) {
      const next = this.#next();
      if (next === "\\") this.#next();
      else if (next === "[") this.#class();
      else if (next === "(") open++;
      else if (next === ")") open--;
    }
    this.#isExact = before;
  }

  #leaveOut(): undefined {
    this.#isExact = false;
    return undefined;
  }

  #quantified(atom: TextExpression): TextExpression {
    const next = this.#peek();
    let part = atom;
    if (next === "*" || next === "+" || next === "?") {
      this.#at++;
      part = repeated(atom, next === "+" ? 1 : 0, next === "?" ? 1 : Number.POSITIVE_INFINITY);
    } else if (next === "{") {
      const [all, low, comma, high] =
        /^\{(\d+)(,?)(\d*)\}/.exec(this.#characters.slice(this.#at, this.#at + 24).join("")) ?? [];
      if (all === undefined) throw new Unsupported();
      this.#at += all.length;
      const min = Number(low);
      const max = comma === "" ? min : high === "" ? Number.POSITIVE_INFINITY : Number(high);
      if (min > mostRepeats || min > max || (max > mostRepeats && max !== Number.POSITIVE_INFINITY))
        throw new Unsupported();
      part = repeated(atom, min, max);
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
      const from = this.#at;
      if (!this.#take("{")) throw new Unsupported();
      while (this.#next() !== "}");
      const ranges = propertyRanges(this.#characters.slice(from + 1, this.#at - 1).join(""));
      if (!ranges) throw new Unsupported();
      return next === "p" ? ranges : complement(ranges);
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

const set = (ranges: readonly CodePointRange[]): TextExpression => ({ type: "set", ranges });

const repeated = (part: TextExpression, min: number, max: number): TextExpression => ({
  type: "repeat",
  part,
  min,
  max,
});

function codePoint(character: string): CodePointRange {
  const code = character.codePointAt(0)!;
  return [code, code];
}

function single(ranges: readonly CodePointRange[]): number | undefined {
  return ranges.length === 1 && ranges[0]![0] === ranges[0]![1] ? ranges[0]![0] : undefined;
}
