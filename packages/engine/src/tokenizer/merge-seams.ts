import type { ByteTable } from "./byte-table.ts";

/**
 * Where merges can cross a text. A merge over the border of two characters makes a token in which that border lies; so a
 * text can be cut wherever no token has the two bytes at a border side by side, and each part merged for itself. U+2581,
 * which stands for a space, counts as one byte: those of its kind are everywhere.
 */
export class MergeSeams {
  /** Whether a token has a border between these bytes, by left · 256 + right. */
  readonly #joined = new Uint8Array(1 << 16);

  /** For merges that make tokens, whatever two texts they are of. */
  static ofTokens({ data, bounds }: ByteTable): MergeSeams {
    const seams = new MergeSeams();
    for (let index = 0; index < bounds.length; index += 2) {
      const [start, end] = [bounds[index]!, bounds[index + 1]!];
      for (let at = start + 1; at < end; at++) if (startsCharacter(data[at]!)) seams.add(data, start, at, at, end);
    }
    return seams;
  }

  /** Two texts merge: what `data` has from `start` to `middle`, and from `resume` to `end`. */
  add(data: Uint8Array, start: number, middle: number, resume: number, end: number): void {
    this.#joined[pairAt(data, start, middle, resume, end)] = 1;
  }

  /** Calls `part` with the ranges of a text, in which spaces are U+2581, that merge for themselves. */
  cut(text: Uint8Array, part: (start: number, end: number) => void): void {
    let start = 0;
    for (let at = 1; at < text.length; at++) {
      if (!startsCharacter(text[at]!) || this.#joined[pairAt(text, 0, at, at, text.length)]) continue;
      part(start, at);
      start = at;
    }
    if (text.length > 0) part(start, text.length);
  }
}

function startsCharacter(byte: number): boolean {
  return (byte & 0xc0) !== 0x80;
}

/** The bytes before `middle` and from `resume` on as one number. */
function pairAt(data: Uint8Array, start: number, middle: number, resume: number, end: number): number {
  const left = middle - start >= 3 && isMeta(data, middle - 3) ? 0x20 : data[middle - 1]!;
  const right = end - resume >= 3 && isMeta(data, resume) ? 0x20 : data[resume]!;
  return left * 256 + right;
}

function isMeta(data: Uint8Array, at: number): boolean {
  return data[at] === 0xe2 && data[at + 1] === 0x96 && data[at + 2] === 0x81;
}
