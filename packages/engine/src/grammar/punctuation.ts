import type { Automaton } from "./automaton.ts";
import { choice, type Expression, literal, oneOf, repeat, sequence } from "./expression.ts";
import { anyQuotedCharacter } from "./json-string.ts";
import { LazyDfa } from "./lazy-dfa.ts";

/** White space between the parts of a value: none, one space, or a new line with its indentation, and never more. */
const space = choice([sequence(), literal(" "), sequence(literal("\n"), repeat(oneOf(" \t"), 0, 20))]);

const oneSpace = choice([sequence(), literal(" ")]);

const read = (...parts: readonly Expression[]): Automaton => new LazyDfa(sequence(...parts));

/** What models write between their thinking and the value. */
export const leadingSpace = read(choice([literal(" "), repeat(literal("\n"), 1, 2)]));

export const openObject = read(literal("{"), space);
export const openArray = read(literal("["), space);
/** The end of an object or array: directly behind the opening, and behind a member. */
export const closeEmptyObject = read(literal("}"));
export const closeObject = read(space, literal("}"));
export const closeEmptyArray = read(literal("]"));
export const closeArray = read(space, literal("]"));
export const comma = read(literal(","), space);

/** A key and its colon. */
export function keyAutomaton(content: Expression): Automaton {
  return read(literal('"'), content, literal('"'), oneSpace, literal(":"), oneSpace);
}

export const anyKey = keyAutomaton(repeat(anyQuotedCharacter, 0, Number.POSITIVE_INFINITY));
