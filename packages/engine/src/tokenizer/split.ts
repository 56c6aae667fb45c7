/** Cuts a text into pieces, which it appends to `pieces` and which make up the text. */
export type Split = (text: string, pieces: string[]) => void;

/** White space as Unicode has it: JavaScript's `\s` lacks U+0085 and has U+FEFF. */
const whiteSpace: Readonly<Record<string, string>> = { "\\s": "\\p{White_Space}", "\\S": "\\P{White_Space}" };

/** Cuts out the matches of a pattern; what lies between them is pieces too. `\s` is Unicode's white space. */
export function splitAtMatches(pattern: string, flags: "u" | "v" = "u"): Split {
  // Trying each place in turn with a sticky pattern makes no result objects, which is most of the time of a search.
  const regex = new RegExp(
    pattern.replaceAll(/\\[sS]/g, (space) => whiteSpace[space]!),
    `${flags}y`,
  );
  return (text, pieces) => {
    let gap = 0;
    for (let position = 0; position < text.length; ) {
      regex.lastIndex = position;
      if (regex.test(text) && regex.lastIndex > position) {
        if (position > gap) pieces.push(text.slice(gap, position));
        pieces.push(text.slice(position, regex.lastIndex));
        position = regex.lastIndex;
        gap = position;
      } else {
        position += text.codePointAt(position)! > 0xffff ? 2 : 1;
      }
    }
    if (gap < text.length) pieces.push(text.slice(gap));
  };
}

/** Which runs of digits to cut, and how. */
export interface DigitGroups {
  /** A pattern for one digit. */
  readonly digit: string;
  /** Whether groups are cut off from the text around. */
  readonly alone: boolean;
  /** A pattern for a character before which a run is left as it is. */
  readonly unlessBefore?: string;
}

/**
 * Cuts runs of digits into groups of three, counted from the right. As a pattern this would look ahead to the end of the
 * run from each digit.
 */
export function splitDigitGroups({ digit, alone, unlessBefore }: DigitGroups): Split {
  const run = new RegExp(`${digit}+`, "gu");
  const barrier = unlessBefore === undefined ? undefined : new RegExp(unlessBefore, "uy");
  return (text, pieces) => {
    let start = 0;
    const cut = (position: number) => {
      if (position > start) pieces.push(text.slice(start, position));
      start = position;
    };
    for (const match of text.matchAll(run)) {
      let position = match.index;
      if (barrier !== undefined) {
        barrier.lastIndex = position + match[0].length;
        if (barrier.test(text)) continue;
      }
      const digits = Array.from(match[0]);
      if (alone) cut(position);
      for (const [index, { length }] of digits.entries()) {
        if ((digits.length - index) % 3 === 0) cut(position);
        position += length;
      }
      if (alone) cut(position);
    }
    cut(text.length);
  };
}

/** Applies each split to the pieces of the one before. */
export function splitInTurn(splits: readonly Split[], text: string): string[] {
  let pieces = [text];
  for (const split of splits) {
    const cut: string[] = [];
    for (const piece of pieces) split(piece, cut);
    pieces = cut;
  }
  return pieces;
}
