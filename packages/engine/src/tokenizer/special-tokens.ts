import { byteString } from "./byte-string.ts";
import { Heap } from "./heap.ts";
import { SpecialTrie } from "./special-trie.ts";
import type { StripRules } from "./strip-rules.ts";
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
  readonly #all = new SpecialTrie();
  /** Those that count whether or not special tokens are parsed. */
  readonly #userDefined = new SpecialTrie();
  readonly #strip: StripRules;

  constructor(vocabulary: Vocabulary, strip: StripRules = {}) {
    this.#strip = strip;
    for (const token of specialTokens(vocabulary)) {
      const text = byteString(vocabulary.bytes(token));
      if (text === "") continue;
      this.#all.add(text, token);
      if (vocabulary.types[token] === TokenType.userDefined) this.#userDefined.add(text, token);
    }
  }

  /**
   * Cuts a byte string at its special tokens. Longer tokens take their places first, and those of equal length from left
   * to right. Control and unknown tokens count only if `parseSpecial`, user-defined ones always.
   */
  partition(text: string, parseSpecial: boolean): Fragment[] {
    if (text === "") return [];
    const trie = parseSpecial ? this.#all : this.#userDefined;
    // The longest token that starts at each place. A shorter one there takes part once the longer one can't.
    const waiting = new Heap<Occurrence>(before);
    const offer = (start: number, limit: number) => {
      const token = trie.longest(text, start, limit);
      if (token !== undefined) waiting.push({ token, start, end: start + trie.lengthOf(token) });
    };
    for (let start = 0; start < text.length; start++) offer(start, text.length - start);

    const kept: Occurrence[] = [];
    let taken: Uint8Array | undefined;
    for (let found = waiting.pop(); found !== undefined; found = waiting.pop()) {
      taken ??= new Uint8Array(text.length);
      let { start, end } = found;
      if (taken[start]) continue;
      // What is taken already is no shorter, so an overlap covers one of the two ends.
      if (taken[end - 1]) {
        offer(start, end - start - 1);
        continue;
      }
      if (this.#strip.left?.has(found.token))
        while (start > 0 && !taken[start - 1] && isSpace(text, start - 1)) start--;
      if (this.#strip.right?.has(found.token)) while (end < text.length && !taken[end] && isSpace(text, end)) end++;
      taken.fill(1, start, end);
      kept.push({ token: found.token, start, end });
    }
    return cut(
      text,
      kept.sort((a, b) => a.start - b.start),
    );
  }
}

/** Ids of the control, unknown and user-defined tokens. */
export function* specialTokens(vocabulary: Vocabulary): Iterable<number> {
  for (let token = 0; token < vocabulary.size; token++) {
    const type = vocabulary.types[token];
    if (type === TokenType.control || type === TokenType.unknown || type === TokenType.userDefined) yield token;
  }
}

/** Longest first, then by token, then from left to right. */
function before(a: Occurrence, b: Occurrence): boolean {
  const longer = b.end - b.start - (a.end - a.start);
  return (longer || a.token - b.token || a.start - b.start) < 0;
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
function isSpace(text: string, index: number): boolean {
  const byte = text.charCodeAt(index);
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
