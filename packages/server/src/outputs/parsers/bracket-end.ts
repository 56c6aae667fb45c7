/**
 * Makes a function that finds where the braces and brackets of a value of JSON are closed, in a text that grows: it is
 * shown the whole text so far and gives the index behind the last bracket, once that is there. Brackets in texts do not
 * count. `depth` is how many were open before.
 */
export function bracketEnd(depth = 0): (text: string) => number | undefined {
  let open = depth;
  let position = 0;
  let inString = false;
  let isEscaped = false;
  return (text) => {
    for (; position < text.length; position++) {
      const character = text[position]!;
      if (isEscaped) isEscaped = false;
      else if (inString && character === "\\") isEscaped = true;
      else if (character === '"') inString = !inString;
      else if (!inString && "{[".includes(character)) open++;
      else if (!inString && "}]".includes(character) && open > 0 && --open === 0) return ++position;
    }
    return undefined;
  };
}
