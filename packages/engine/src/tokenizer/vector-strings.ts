import { oddPieces, sentences } from "./vector-texts.ts";

/** Numbers from 0 to below `limit`, the same each time (xorshift32). */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** Words, pieces of words over borders, single characters and odd pieces, 2 to 12 of them in a row. */
function mixed(next: (limit: number) => number): string {
  const pick = <T>(items: ArrayLike<T>) => items[next(items.length)]!;
  let text = "";
  for (let count = 2 + next(11); count > 0; count--) {
    const characters = Array.from(pick(sentences));
    const start = next(characters.length);
    const kind = next(8);
    if (kind < 3) text += pick(oddPieces);
    else if (kind === 3) text += pick(oddPieces).repeat(1 + next(9));
    else if (kind === 4) text += characters[start];
    else if (kind === 5) text += characters.slice(start, start + 1 + next(12)).join("");
    else text += `${next(2) ? " " : ""}${pick(characters.join("").split(" "))}`;
  }
  return text;
}

/** Each character of a text by itself, upper and lower case, behind a space and before one of its kind. */
function aroundCharacters(text: string): string[] {
  return Array.from(new Set(text), (character) => {
    return `${character}${character} a${character}1${character} ${character.toUpperCase()}${character.toLowerCase()}`;
  });
}

/** Runs of one thing, long enough for those that go by powers of two. */
function runs(): string[] {
  return [" ", "\n", "\t", "a", "A", "aA", "1", "=", "é", "中", "😀", " \n", "\u00a0", "<", "'s", "\u0301"].flatMap(
    (unit) => [3, 5, 17, 64, 700].flatMap((count) => [unit.repeat(count), `x${unit.repeat(count)} y`]),
  );
}

/** The 2,400 strings on which tokenizers are compared with the references: always the same ones. */
export const vectorStrings: readonly string[] = (() => {
  const strings = new Set<string>([
    "",
    ...sentences,
    ...oddPieces,
    ...oddPieces.map((piece) => `a${piece}b ${piece} c`),
  ]);
  for (const text of [...runs(), ...aroundCharacters(oddPieces.join(""))]) strings.add(text);
  for (const text of sentences) strings.add(text.toUpperCase()).add(`  ${text.toLowerCase()}\n`);
  const next = generator(20261201);
  while (strings.size < 2400) strings.add(mixed(next));
  return [...strings];
})();
