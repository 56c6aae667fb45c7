import type { Lifetime } from "./since.ts";

/** Numbers and pre-release words of a version such as `v0.33.0-rc2`; build metadata behind `+` is left out. */
function partsOf(version: string): { numbers: number[]; prerelease: string[] } {
  const match = /^v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(version.trim());
  if (match === null) throw new RangeError(`not a version: ${JSON.stringify(version)}`);
  // Ollama writes `rc10`, not `rc.10`: digits are split off so that rc9 comes before rc10.
  const prerelease = match[2]?.split(".").flatMap((word) => word.match(/\d+|\D+/g) ?? []) ?? [];
  return { numbers: match[1]!.split(".").map(Number), prerelease };
}

const isNumber = (word: string) => /^\d+$/.test(word);

function compareWords(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b);
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Order of two versions by the rules of semver.org §11, for `sort`: negative if `a` is older, 0 if they are equal.
 * A leading `v` and missing trailing numbers (`0.9` = `0.9.0`) are allowed.
 * @throws {RangeError} if one of them is not a version
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < Math.max(left.numbers.length, right.numbers.length); i++) {
    const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  if (left.prerelease.length === 0 || right.prerelease.length === 0) {
    return Math.sign(right.prerelease.length - left.prerelease.length);
  }
  for (let i = 0; i < Math.min(left.prerelease.length, right.prerelease.length); i++) {
    const difference = compareWords(left.prerelease[i]!, right.prerelease[i]!);
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(left.prerelease.length - right.prerelease.length);
}

/** Whether something with this lifetime exists in a version: `introducedIn ≤ version < removedIn`. */
export function existsIn({ introducedIn, removedIn }: Lifetime, version: string): boolean {
  return (
    (introducedIn === undefined || compareVersions(introducedIn, version) <= 0) &&
    (removedIn === undefined || compareVersions(version, removedIn) < 0)
  );
}
