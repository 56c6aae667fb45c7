import type { Automaton } from "./automaton.ts";
import { GrammarError } from "./errors.ts";
import { isNothing } from "./expression.ts";
import { formatPattern, necessaryPattern, uncheckedFormats } from "./formats.ts";
import { quotableCharacters, stringAutomaton } from "./json-string.ts";
import { type Pattern, parsePattern, patternAutomaton } from "./pattern.ts";
import { quotedTextAutomaton } from "./quoted-text.ts";
import { type TextDfa, type TextDfaResult, textDfa } from "./text-dfa.ts";
import { allOf, anyText, not, type TextExpression, textChoice, textLiteral } from "./text-expression.ts";

/** What a string must be. */
export interface TextRules {
  /** Regular expressions that all match. */
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
  /** Regular expressions of which none matches. */
  readonly notPatterns: readonly string[];
  /** Texts that it is not. */
  readonly excluded: readonly string[];
  /** Characters. */
  readonly min: number;
  readonly max: number;
  /** Whether equal texts must be written alike. */
  readonly isCanonical: boolean;
}

/** What reads values, and the keywords that it does not hold them to. */
export interface Reading {
  /** Undefined if there is no value. */
  readonly automaton: Automaton | undefined;
  readonly unenforced: readonly string[];
}

/** A rule as an expression. */
interface Part {
  readonly keyword: "pattern" | "format" | "not";
  readonly text: TextExpression;
  /** Absent for what has to be negated. */
  readonly pattern?: Pattern;
}

/** Reads the JSON strings that keep all rules, as far as an automaton of bearable size can. */
export function textReading(rules: TextRules): Reading {
  const unenforced = new Set<string>();
  const { min, max, isCanonical } = rules;
  if (min > max) return { automaton: undefined, unenforced: [] };
  const parts = partsOf(rules, unenforced);
  const isBounded = min > 0 || max !== Number.POSITIVE_INFINITY;
  if (parts.length === 0 && !isCanonical) return { automaton: stringAutomaton(min, max), unenforced: [...unenforced] };
  const [first] = parts;
  if (parts.length === 1 && !isBounded && first!.pattern) {
    const automaton = simple(first!.pattern);
    if (automaton) return { automaton, unenforced: [...unenforced] };
  }
  const automaton = conjunction(parts, min, max);
  const hasFormats = parts.some(({ keyword }) => keyword === "format");
  if (automaton === "nothing" && hasFormats)
    return { automaton: looser(parts, rules, unenforced), unenforced: [...unenforced] };
  if (automaton !== undefined) {
    return { automaton: automaton === "nothing" ? undefined : automaton, unenforced: [...unenforced] };
  }
  return { automaton: fallback(parts, rules, unenforced), unenforced: [...unenforced] };
}

function partsOf({ patterns, formats, notPatterns, excluded }: TextRules, unenforced: Set<string>): Part[] {
  const parts: Part[] = [];
  for (const source of patterns) {
    const pattern = parsePattern(source);
    if (!pattern?.isExact) unenforced.add("pattern");
    if (pattern && !isNothing(pattern.content)) parts.push({ keyword: "pattern", text: pattern.text, pattern });
  }
  for (const format of formats) {
    const pattern = formatPattern(format);
    if (uncheckedFormats.has(format)) unenforced.add("format");
    if (pattern) parts.push({ keyword: "format", text: pattern.text, pattern });
  }
  for (const source of notPatterns) {
    const pattern = parsePattern(source);
    if (pattern?.isExact) parts.push({ keyword: "not", text: not(pattern.text) });
    else unenforced.add("not");
  }
  if (excluded.length > 0) parts.push({ keyword: "not", text: not(textChoice(excluded.map(textLiteral))) });
  return parts;
}

/** A pattern's own automaton, which is made as far as it is used; undefined if it has none or is too large. */
function simple(pattern: Pattern): Automaton | undefined {
  if (!pattern.isContentExact && pattern.isExact) return undefined;
  try {
    return patternAutomaton(pattern);
  } catch (error) {
    if (error instanceof GrammarError) return undefined;
    throw error;
  }
}

/** Undefined if it is too large. */
function conjunction(parts: readonly Part[], min: number, max: number): Automaton | "nothing" | undefined {
  const dfa = dfaOf(parts.length === 0 ? anyText : allOf(parts.map(({ text }) => text)));
  if (typeof dfa === "string") return dfa === "nothing" ? dfa : undefined;
  return quotedTextAutomaton(dfa, min, max);
}

/** A format's pattern takes only some of its texts: where those go with no other rule, what all have in common may. */
function looser(parts: readonly Part[], rules: TextRules, unenforced: Set<string>): Automaton | undefined {
  const necessary = rules.formats.map(necessaryPattern).filter((pattern) => pattern !== undefined);
  const others = parts.filter(({ keyword }) => keyword !== "format");
  const loose: Part[] = necessary.map((pattern) => ({ keyword: "format", text: pattern.text, pattern }));
  const automaton = conjunction([...others, ...loose], rules.min, rules.max);
  if (automaton === "nothing") return undefined;
  unenforced.add("format");
  return automaton ?? fallback(others, rules, unenforced);
}

/** Holds to one rule, where all together are too much. */
function fallback(parts: readonly Part[], { min, max }: TextRules, unenforced: Set<string>): Automaton {
  const one = parts.find(({ pattern }) => pattern);
  const isBounded = min > 0 || max !== Number.POSITIVE_INFINITY;
  for (const part of parts) if (part !== one || isBounded) unenforced.add(part.keyword);
  if (isBounded || !one) return stringAutomaton(min, max);
  return patternAutomaton(one.pattern!);
}

const known = new WeakMap<TextExpression, TextDfaResult>();

function dfaOf(text: TextExpression): TextDfaResult {
  let dfa = known.get(text);
  if (dfa === undefined) {
    dfa = textDfa(text, quotableCharacters);
    known.set(text, dfa);
  }
  return dfa;
}

/** Whether an expression matches a text; undefined if that can't be told. */
export function matches(text: TextExpression, value: string): boolean | undefined {
  const dfa = dfaOf(text);
  if (dfa === "too complex" || !isQuotable(value)) return undefined;
  return dfa !== "nothing" && leadsToEnd(dfa, value);
}

function leadsToEnd({ start, steps, distances }: TextDfa, value: string): boolean {
  let state: number | undefined = start;
  for (const each of value) {
    const code = each.codePointAt(0)!;
    state = steps[state]!.find(([first, last]) => first <= code && code <= last)?.[2];
    if (state === undefined) return false;
  }
  return distances[state] === 0;
}

function isQuotable(value: string): boolean {
  return Array.from(value).every((each) => {
    const code = each.codePointAt(0)!;
    return quotableCharacters.some(([first, last]) => first <= code && code <= last);
  });
}
