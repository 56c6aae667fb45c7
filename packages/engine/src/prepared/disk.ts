import { statfs } from "node:fs/promises";

/** Bytes that this user may still write to the disk of a folder; Infinity where the system does not say. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** A folder can't take what should be written there. The message says what is wrong with it. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** What the system says of a folder that nothing, or nothing more, can be written to. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "read-only file system",
  ENOTDIR: "not a directory",
  EEXIST: "not a directory",
  ENOSPC: "no space left on device",
  EDQUOT: "disk quota exceeded",
  EFBIG: "file too large",
};

/** Why an error says that another folder may do better; undefined if it says something else. */
export function whyNotHere(error: unknown): string | undefined {
  if (error instanceof RefusedError) return error.message;
  const { code = "" } = error as NodeJS.ErrnoException;
  return reasons[code];
}

const units = [
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
] as const;

/** A number of bytes with one decimal, such as `1.5 GB`. */
export function formatBytes(bytes: number): string {
  for (const [unit, size] of units) if (bytes >= size) return `${(bytes / size).toFixed(1)} ${unit}`;
  return `${bytes} B`;
}
