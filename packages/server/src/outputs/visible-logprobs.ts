import type { TokenLogprob } from "@cria/engine";

/** A token of the output of which nothing has been shown yet, and its bytes, one character each. */
interface Pending {
  readonly entry: TokenLogprob;
  readonly bytes: string;
}

/** Bytes of skipped output that are kept in case that they are seen after all. */
const mostSkipped = 4096;

/**
 * Finds the log probabilities of the text that a client sees: a parser leaves out tags, the white space around them, and
 * calls. A token of which only a part is seen counts with that part, so that the tokens joined are the text.
 */
export class VisibleLogprobs {
  /** Tokens before the latest text that was seen, in case that it stood further back. */
  #skipped: Pending[] = [];
  #pending: Pending[] = [];

  /** Takes in the tokens of the output, seen or not. */
  add(entries: readonly TokenLogprob[]): void {
    for (const entry of entries) this.#pending.push({ entry, bytes: String.fromCharCode(...entry.bytes) });
  }

  /** The entries of text that is seen now. */
  take(text: string): TokenLogprob[] {
    // A token without text is seen as well as any.
    const empty = this.#pending.findIndex(({ bytes }) => bytes !== "");
    const taken = this.#pending.splice(0, empty < 0 ? this.#pending.length : empty).map(({ entry }) => entry);
    if (text === "" || this.#pending.length === 0) return taken;
    const wanted = Buffer.from(text).toString("latin1");
    // A parser holds back less than it leaves out, so that the text is the last that is like it.
    const at = joined(this.#pending).lastIndexOf(wanted);
    if (at >= 0) return [...taken, ...this.#cut(at, at + wanted.length)];
    this.#pending = [...this.#skipped, ...this.#pending];
    this.#skipped = [];
    const before = joined(this.#pending).lastIndexOf(wanted);
    if (before >= 0) return [...taken, ...this.#cut(before, before + wanted.length)];
    // The text has gaps where the output had something else.
    for (const character of text) {
      const bytes = Buffer.from(character).toString("latin1");
      const place = joined(this.#pending).indexOf(bytes);
      if (place >= 0) taken.push(...this.#cut(place, place + bytes.length));
    }
    return taken;
  }

  /** Takes out the entries of a range of bytes. */
  #cut(from: number, to: number): TokenLogprob[] {
    const taken: TokenLogprob[] = [];
    const left: Pending[] = [];
    let start = 0;
    for (const pending of this.#pending) {
      const end = start + pending.bytes.length;
      const [first, last] = [Math.max(start, from), Math.min(end, to)];
      if (start < from) this.#skipped.push(part(pending, 0, Math.min(end, from) - start));
      if (first < last) taken.push(part(pending, first - start, last - start).entry);
      if (end > to) left.push(part(pending, Math.max(0, to - start), pending.bytes.length));
      start = end;
    }
    this.#pending = left;
    while (joined(this.#skipped).length > mostSkipped) this.#skipped.shift();
    return taken;
  }
}

const joined = (list: readonly Pending[]): string => list.map(({ bytes }) => bytes).join("");

function part({ entry, bytes }: Pending, from: number, to: number): Pending {
  if (from === 0 && to === bytes.length) return { entry, bytes };
  const kept = entry.bytes.slice(from, to);
  const token = new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(kept));
  return { entry: { ...entry, token, bytes: kept }, bytes: bytes.slice(from, to) };
}
