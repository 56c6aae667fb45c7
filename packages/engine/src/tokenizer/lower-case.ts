/** A text in lower case, character by character: none depends on its neighbours, as a final sigma does in JavaScript. */
export function lowerCase(text: string): string {
  return text.replaceAll("Σ", "σ").toLowerCase();
}
