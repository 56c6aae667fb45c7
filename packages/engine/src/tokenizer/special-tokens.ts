import { byteString } from "./byte-string.ts";
import { TokenType, type Vocabulary } from "./vocabulary.ts";

/** A part of a text: a token that stood in it, or what lies between, as a byte string. */
export type Fragment = number | string;

interface Occurrence {
  readonly token: number;
  readonly start: number;
  readonly end: number;
}

/** Finds the special tokens in texts: control, unknown and user-defined ones, which no merging makes. */
export class SpecialTokens {
  readonly #vocabulary: Vocabulary;
  /** Ids by byte string. */
  readonly #ids = new Map<string, number>();
  /** By first byte: the lengths of the tokens that start with it. */
  readonly #lengths: (number[] | undefined)[] = [];
  /** Tokens that swallow white space behind them. */
  readonly #rstrip: ReadonlySet<number>;

  constructor(vocabulary: Vocabulary, rstrip: ReadonlySet<number> = new Set()) {
    this.#vocabulary = vocabulary;
    this.#rstrip = rstrip;
    for (const token of specialTokens(vocabulary)) {
      const text = byteString(vocabulary.bytes(token));
      if (text === "") continue;
      this.#ids.set(text, token);
      const first = text.charCodeAt(0);
      const lengths = this.#lengths[first] ?? [];
      if (!lengths.includes(text.length)) this.#lengths[first] = [...lengths, text.length];
    }
  }

  /**
   * Cuts a byte string at its special tokens. Longer tokens take their places first, and those of equal length from left
   * to right. Control and unknown tokens count only if `parseSpecial`, user-defined ones always.
   */
  partition(text: string, parseSpecial: boolean): Fragment[] {
    const found = this.#occurrences(text, parseSpecial);
    if (found.length === 0) return text === "" ? [] : [text];
    found.sort((a, b) => b.end - b.start - (a.end - a.start) || a.token - b.token || a.start - b.start);

    const taken = new Uint8Array(text.length);
    const kept: Occurrence[] = [];
    for (const occurrence of found) {
      const { token, start } = occurrence;
      let { end } = occurrence;
      // What is taken already is no shorter, so an overlap covers one of the two ends.
      if (taken[start] || taken[end - 1]) continue;
      if (this.#rstrip.has(token)) while (end < text.length && !taken[end] && isSpace(text.charCodeAt(end))) end++;
      taken.fill(1, start, end);
      kept.push({ token, start, end });
    }
    return cut(
      text,
      kept.sort((a, b) => a.start - b.start),
    );
  }

  #occurrences(text: string, parseSpecial: boolean): Occurrence[] {
    const found: Occurrence[] = [];
    if (this.#ids.size === 0) return found;
    for (let start = 0; start < text.length; start++) {
      const lengths = this.#lengths[text.charCodeAt(start)];
      if (lengths === undefined) continue;
      for (const length of lengths) {
        if (start + length > text.length) continue;
        const token = this.#ids.get(text.substring(start, start + length));
        if (token === undefined) continue;
        if (parseSpecial || this.#vocabulary.types[token] === TokenType.userDefined) {
          found.push({ token, start, end: start + length });
        }
      }
    }
    return found;
  }
}

/** Ids of the control, unknown and user-defined tokens. */
export function* specialTokens(vocabulary: Vocabulary): Iterable<number> {
  for (let token = 0; token < vocabulary.size; token++) {
    const type = vocabulary.types[token];
    if (type === TokenType.control || type === TokenType.unknown || type === TokenType.userDefined) yield token;
  }
}

function cut(text: string, occurrences: readonly Occurrence[]): Fragment[] {
  const fragments: Fragment[] = [];
  let position = 0;
  for (const { token, start, end } of occurrences) {
    if (start > position) fragments.push(text.substring(position, start));
    fragments.push(token);
    position = end;
  }
  if (position < text.length) fragments.push(text.substring(position));
  return fragments;
}

/** White space of the C locale. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
