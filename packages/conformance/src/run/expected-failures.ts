import type { CheckResult } from "./result.ts";

/** A file of expected failures that is not one. */
export class BadExpectations extends Error {
  override readonly name = "BadExpectations";
}

/**
 * Reads a file of expected failures: a check's id per line, what follows `#` is a comment.
 * @param known ids of all checks. Throws {@link BadExpectations} for others.
 */
export function readExpectations(text: string, known: ReadonlySet<string>): Set<string> {
  const ids = text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) throw new BadExpectations(`no check has the id ${unknown.join(", ")}`);
  return new Set(ids);
}

/** Marks the failures that were expected. */
export function markExpected(results: readonly CheckResult[], expected: ReadonlySet<string>): CheckResult[] {
  return results.map((result) =>
    expected.has(result.id) && (result.verdict === "fail" || result.verdict === "warn")
      ? { ...result, expected: true }
      : result,
  );
}

/** Expected failures whose check passes now: the file has gone stale. */
export function stale(results: readonly CheckResult[], expected: ReadonlySet<string>): string[] {
  return results.filter(({ id, verdict }) => verdict === "pass" && expected.has(id)).map(({ id }) => id);
}
