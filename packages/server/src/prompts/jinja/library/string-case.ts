/** Python's case of texts. */

const titleCase: Readonly<Record<string, string>> = { ǆ: "ǅ", Ǆ: "ǅ", ǉ: "ǈ", Ǉ: "ǈ", ǌ: "ǋ", Ǌ: "ǋ", ǳ: "ǲ", Ǳ: "ǲ" };

/** A character in title case: upper case, but for digraphs and ligatures. */
function titled(character: string): string {
  const special = titleCase[character];
  if (special !== undefined) return special;
  const [first = "", ...rest] = Array.from(character.toUpperCase());
  return first + rest.join("").toLowerCase();
}

export function capitalize(text: string): string {
  const [first = "", ...rest] = Array.from(text);
  return titled(first) + rest.join("").toLowerCase();
}

/** Python's `str.title`: whatever follows an uncased character begins a word. */
export function titleWords(text: string): string {
  let wasCased = false;
  return Array.from(text, (character) => {
    const result = wasCased ? character.toLowerCase() : titled(character);
    wasCased = isCased(character);
    return result;
  }).join("");
}

export function swapCase(text: string): string {
  return Array.from(text, (character) =>
    isUpper(character) ? character.toLowerCase() : isLower(character) ? character.toUpperCase() : character,
  ).join("");
}

export function caseFold(text: string): string {
  return Array.from(text, (character) =>
    character === "ı" ? character : character.toUpperCase().toLowerCase().replace(/ς/g, "σ"),
  ).join("");
}

const upper = /\p{Uppercase}/u;
const lower = /\p{Lowercase}/u;
const isUpper = (character: string) => upper.test(character);
const isLower = (character: string) => lower.test(character);
const isCased = (character: string) => isUpper(character) || isLower(character) || /\p{Lt}/u.test(character);

export function isUpperText(text: string): boolean {
  return isUpper(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

export function isLowerText(text: string): boolean {
  return isLower(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
}

/** Python's `str.istitle`. */
export function isTitleText(text: string): boolean {
  let wasCased = false;
  let any = false;
  for (const character of text) {
    const begins = isUpper(character) || /\p{Lt}/u.test(character);
    if (begins && wasCased) return false;
    if (!begins && isLower(character) && !wasCased) return false;
    wasCased = begins || isLower(character);
    any ||= wasCased;
  }
  return any;
}
