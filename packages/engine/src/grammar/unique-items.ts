import { type Automaton, dead } from "./automaton.ts";
import type { ArrayShape, Shape, TextShape } from "./shape.ts";

const mostSteps = 300;
/** As many different texts are as good as any number. */
const plenty = 10_000;

/**
 * Readies an array whose items must differ for being held to it: false if its items are told apart by more than a text
 * each, or if it can't be said that there are enough different ones.
 */
export function canBeUnique(shape: ArrayShape): boolean {
  if (shape.prefix.length > 0) return false;
  if (!shape.item) return true;
  const texts = textsOf(shape.item);
  if (!texts) return false;
  const listed = texts.map(({ texts: list }) => list);
  if (listed.every((list) => list !== undefined)) {
    shape.max = Math.min(shape.max, new Set(listed.flat()).size);
    return true;
  }
  if (shape.min <= 1) return true;
  const enough = Math.min(shape.min, plenty);
  const counts = texts.map(({ automaton }) => countTexts(automaton, enough));
  if (counts.some((count) => count === undefined)) return false;
  const most = Math.max(...counts.map((count) => count!));
  if (most < enough && counts.length === 1) shape.max = most;
  return counts.length === 1 || most >= enough;
}

/** The texts that a value may be; undefined if it may be more. */
function textsOf(shape: Shape, seen = new Set<Shape>()): TextShape[] | undefined {
  if (seen.has(shape)) return [];
  seen.add(shape);
  if (shape.type === "text") return [shape];
  if (shape.type !== "choice") return undefined;
  const found = shape.options.map((option) => textsOf(option, seen));
  return found.every((texts) => texts !== undefined) ? found.flat() : undefined;
}

/** How many texts an automaton reads, counted no further than `enough`; undefined if that takes too long. */
function countTexts(automaton: Automaton, enough: number): number | undefined {
  let total = 0;
  let paths = new Map([[automaton.start, 1]]);
  for (let step = 0; step < mostSteps && total < enough; step++) {
    if (paths.size === 0) return total;
    const next = new Map<number, number>();
    for (const [state, count] of paths) {
      for (let byte = 0; byte < 256; byte++) {
        const to = automaton.next(state, byte);
        if (to === dead) continue;
        next.set(to, (next.get(to) ?? 0) + count);
        if (automaton.accepts(to)) total += count;
      }
    }
    paths = next;
  }
  return total >= enough ? total : undefined;
}
