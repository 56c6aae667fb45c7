/** What the rule of eviction looks at. */
export interface Evictable {
  /** What it takes on disk. */
  readonly bytes: number;
  /** When it was last used, in milliseconds since the epoch. */
  readonly usedAt: number;
  /** Whether a living process uses it or writes it. */
  readonly isInUse: boolean;
  /** Whether nothing can use it any more. */
  readonly isObsolete: boolean;
}

export interface Limits {
  /** Most bytes that may stay. */
  readonly budget: number;
  /** Bytes that are about to be written. */
  readonly needed?: number;
  /** Bytes that the disk has free. */
  readonly free?: number;
}

export interface Eviction<Entry> {
  /** What goes, in this order. */
  readonly evicted: readonly Entry[];
  /** Whether what is written may stay when it is no longer used. */
  readonly stays: boolean;
  /** Whether the disk has room for what is written when the evicted are gone. */
  readonly fits: boolean;
}

/**
 * What must go so that the rest is within the budget and the disk has room. What is in use stays whatever it takes; what is
 * obsolete goes first, then what was used least recently. Where `needed` can't be had, nothing goes for its sake.
 */
export function chooseEvictions<Entry extends Evictable>(
  entries: readonly Entry[],
  { budget, needed = 0, free = Number.POSITIVE_INFINITY }: Limits,
): Eviction<Entry> {
  const unused = entries.filter((entry) => !entry.isInUse);
  const inUse = bytesOf(entries) - bytesOf(unused);
  const stays = inUse + needed <= budget;
  const fits = free + bytesOf(unused) >= needed;
  const limit = stays && fits ? budget - needed : budget;
  const goal = fits ? needed : 0;

  const evicted = unused.filter((entry) => entry.isObsolete);
  let freed = bytesOf(evicted);
  const candidates = unused.filter((entry) => !entry.isObsolete).sort((a, b) => a.usedAt - b.usedAt);
  const total = bytesOf(entries);
  for (const candidate of candidates) {
    if (total - freed <= limit && free + freed >= goal) break;
    evicted.push(candidate);
    freed += candidate.bytes;
  }
  return { evicted, stays, fits };
}

/** Bytes that all of them take. */
export function bytesOf(entries: readonly Evictable[]): number {
  return entries.reduce((sum, entry) => sum + entry.bytes, 0);
}

/**
 * The budget where none is set: half of what the disk would have free without the cache. So it shrinks as others fill the
 * disk, and however large it is it has not taken more than it left.
 */
export function defaultBudget(free: number, entries: readonly Evictable[]): number {
  return Math.floor((free + bytesOf(entries)) / 2);
}
