/** What is wrong with a command line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The parts of a comma-separated list. */
export function list(text: string): string[] {
  return text.split(",").map((part) => part.trim());
}

/** The allowed values that a comma-separated list names, in the order of `allowed`; all of them without a list. */
export function choices<T extends string>(option: string, names: string | undefined, allowed: readonly T[]): T[] {
  if (names === undefined) return [...allowed];
  const wanted = list(names.toLowerCase());
  const unknown = wanted.find((name) => !allowed.some((value) => value.toLowerCase() === name));
  if (unknown !== undefined) throw new UsageError(`${option} takes ${allowed.join(", ")}, not "${unknown}".`);
  return allowed.filter((value) => wanted.includes(value.toLowerCase()));
}

/** Different whole numbers of a comma-separated list, in ascending order. */
export function counts(option: string, text: string, least: number): number[] {
  return [...new Set(list(text).map((part) => count(option, part, least, 1_000_000)))].toSorted((a, b) => a - b);
}

/** A whole number. */
export function count(option: string, text: string, least = 1, most = 1024): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UsageError(`${option} takes whole numbers from ${least} to ${most}, not "${text}".`);
  }
  return value;
}
