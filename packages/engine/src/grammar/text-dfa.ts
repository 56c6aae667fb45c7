import { type Alphabet, alphabetOf } from "./alphabet.ts";
import { dead } from "./automaton.ts";
import { Derivatives, type Term, TooComplex } from "./derivatives.ts";
import type { TextExpression } from "./text-expression.ts";
import type { CodePointRange } from "./utf8-ranges.ts";

const mostStates = 4000;

/** Code points from `first` to `last` that lead to one state. */
export type Step = readonly [first: number, last: number, to: number];

/**
 * An expression as a deterministic automaton over code points, made as a whole, so that no state is a dead end also where
 * the expression has conjunctions and negations.
 */
export interface TextDfa {
  readonly start: number;
  readonly size: number;
  /** By state: the fewest characters from there to an accepting one. */
  readonly distances: Int32Array;
  /** By state: where its characters lead, in order. Those that lead nowhere are left out. */
  readonly steps: readonly (readonly Step[])[];
}

/** How {@link textDfa} ended. */
export type TextDfaResult = TextDfa | "nothing" | "too complex";

/** The automaton of an expression over the code points of `universe`. */
export function textDfa(expression: TextExpression, universe: readonly CodePointRange[]): TextDfaResult {
  const alphabet = alphabetOf(expression, universe);
  let made: { readonly terms: readonly Term[]; readonly targets: readonly Int32Array[] };
  try {
    made = explore(expression, alphabet);
  } catch (error) {
    if (error instanceof TooComplex) return "too complex";
    throw error;
  }
  const { terms, targets } = made;
  const distances = measure(terms, targets);
  if (distances[0]! < 0) return "nothing";
  const steps = targets.map((row) => {
    const found: [number, number, number][] = [];
    for (const [first, last, of] of alphabet.ranges) {
      const to = row[of]!;
      if (distances[to]! < 0) continue;
      const previous = found.at(-1);
      if (previous?.[2] === to && previous[1] === first - 1) previous[1] = last;
      else found.push([first, last, to]);
    }
    return found;
  });
  return { start: 0, size: terms.length, distances, steps };
}

function explore(expression: TextExpression, alphabet: Alphabet) {
  const derivatives = new Derivatives(alphabet);
  const terms = [derivatives.term(expression)];
  const ids = new Map<Term, number>([[terms[0]!, 0]]);
  const targets: Int32Array[] = [];
  for (let state = 0; state < terms.length; state++) {
    targets.push(
      Int32Array.from({ length: alphabet.size }, (_, of) => {
        const next = derivatives.derive(terms[state]!, of);
        let id = ids.get(next);
        if (id === undefined) {
          id = terms.push(next) - 1;
          if (id >= mostStates) throw new TooComplex();
          ids.set(next, id);
        }
        return id;
      }),
    );
  }
  return { terms, targets };
}

/** The distance of each state from an accepting one; -1 where there is none. */
function measure(terms: readonly Term[], targets: readonly Int32Array[]): Int32Array {
  const from: number[][] = terms.map(() => []);
  targets.forEach((row, state) => {
    for (const to of new Set(row)) from[to]!.push(state);
  });
  const distances = new Int32Array(terms.length).fill(dead);
  let reached = terms.flatMap(({ nullable }, state) => (nullable ? [state] : []));
  for (let distance = 0; reached.length > 0; distance++) {
    const next: number[] = [];
    for (const state of reached) {
      if (distances[state] !== dead) continue;
      distances[state] = distance;
      next.push(...from[state]!);
    }
    reached = next;
  }
  return distances;
}
