/** Bytes that one connection fetches. Offsets are bytes, ends are exclusive. */
export interface Span {
  /** The next byte. */
  at: number;
  /** Shrinks when another connection takes over the rest. */
  end: number;
}

/** A rest that is smaller is not worth a connection of its own: it is there before another has begun. */
const smallestTheft = 2 ** 20;

/** The half of the span with the most before it, taken from it; undefined if that is too little. */
export function steal(active: Iterable<Span>): Span | undefined {
  let victim: Span | undefined;
  for (const span of active) {
    if (victim === undefined || span.end - span.at > victim.end - victim.at) victim = span;
  }
  if (victim === undefined || victim.end - victim.at < 2 * smallestTheft) return undefined;
  const middle = victim.at + Math.ceil((victim.end - victim.at) / 2);
  const stolen = { at: middle, end: victim.end };
  victim.end = middle;
  return stolen;
}
