import { type Stats, statSync } from "node:fs";

/** What the file system says of a file or folder, which differs between two versions of it. */
export interface Stamp {
  readonly inode: number;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch, fractions included. */
  readonly modified: number;
  readonly changed: number;
}

/** Milliseconds: file systems tell two changes apart that are further apart than this. */
const granularity = 50;

/**
 * The stamp of a file or folder. Throws the system's errors. It is read at once, not by a thread: this takes some
 * microseconds, a thread five times as many.
 */
export function stampOf(path: string): Stamp {
  return toStamp(statSync(path));
}

export function toStamp({ ino, size, mtimeMs, ctimeMs }: Stats): Stamp {
  return { inode: ino, size, modified: mtimeMs, changed: ctimeMs };
}

export function equalStamps(a: Stamp, b: Stamp): boolean {
  return a.changed === b.changed && a.modified === b.modified && a.size === b.size && a.inode === b.inode;
}

/**
 * Whether what was read at a time (`Date.now()` before the reading) is what this stamp stands for: a change just before or
 * after the reading might have the same times.
 */
export function isSettled({ modified, changed }: Stamp, readAt: number): boolean {
  return readAt - Math.max(modified, changed) > granularity;
}
