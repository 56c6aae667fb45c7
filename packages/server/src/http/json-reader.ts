import { isSpace, JsonCheck } from "./json-syntax.ts";
import { decodeUtf8, readShortText, readText } from "./json-text.ts";

export type JsonKind = "null" | "bool" | "number" | "string" | "array" | "object";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const minus = 0x2d;
const zero = 0x30;

/** Bytes that are checked between two pauses. */
const step = 2 ** 16;
/** Bytes of a string that is read without a pause. */
const shortText = 2 ** 16;

/**
 * Checks the first JSON value of some bytes, with pauses, and gives a reader of it; undefined if there is nothing but white
 * space. Throws `JsonSyntaxError` or `JsonSizeError`.
 */
export function* openJson(bytes: Uint8Array): Generator<void, JsonReader | undefined> {
  const check = new JsonCheck(bytes);
  while (!check.advance(step)) yield;
  return check.start === undefined ? undefined : new JsonReader(bytes, check.start, check.ends);
}

/** Reads a JSON value that has been checked, part by part: each call leaves {@link position} behind what it read. */
export class JsonReader {
  /** Byte at which the next value begins. */
  position: number;
  readonly #bytes: Uint8Array;
  readonly #ends: ReadonlyMap<number, number>;

  /** @param ends where the long values end, by where they begin */
  constructor(bytes: Uint8Array, position: number, ends: ReadonlyMap<number, number>) {
    this.#bytes = bytes;
    this.position = position;
    this.#ends = ends;
  }

  get kind(): JsonKind {
    switch (this.#bytes[this.position]) {
      case 0x7b:
        return "object";
      case 0x5b:
        return "array";
      case quote:
        return "string";
      case 0x74:
      case 0x66:
        return "bool";
      case 0x6e:
        return "null";
      default:
        return "number";
    }
  }

  /** Goes past the value. */
  skip(): void {
    this.position = this.#ends.get(this.position) ?? this.#endOf(this.position);
  }

  /** The bytes of the value. */
  raw(): Uint8Array {
    const start = this.position;
    this.skip();
    return this.#bytes.subarray(start, this.position);
  }

  bool(): boolean {
    return this.raw().length === 4;
  }

  /** A number as it is written. */
  number(): string {
    return decodeUtf8(this.raw());
  }

  /** An integer of up to 15 digits, read without making a text of it; undefined, and nothing read, for another number. */
  shortInteger(): number | undefined {
    const bytes = this.#bytes;
    const isNegative = bytes[this.position] === minus;
    const start = isNegative ? this.position + 1 : this.position;
    let at = start;
    let value = 0;
    for (let digit = bytes[at]! - zero; digit >= 0 && digit <= 9; digit = bytes[++at]! - zero)
      value = value * 10 + digit;
    if (at - start > 15 || isWord(bytes[at])) return undefined;
    this.position = at;
    return isNegative ? -value : value;
  }

  /** What stands between the quotes of a string, as it is written. */
  content(): Uint8Array {
    return this.raw().subarray(1, -1);
  }

  *string(): Generator<void, string> {
    const content = this.content();
    return content.length <= shortText ? readShortText(content) : yield* readText(content);
  }

  /** Goes to the first element of an array, or the first name of an object; false, and behind it, if it is empty. */
  enter(): boolean {
    this.position++;
    return this.#isMore();
  }

  /** Goes to the next element or name; false, and behind the closing bracket, if there is none. */
  next(): boolean {
    this.#skipSpace();
    if (this.#bytes[this.position] === comma) {
      this.position++;
      this.#skipSpace();
      return true;
    }
    this.position++;
    return false;
  }

  /** The name of a member; its value is next. */
  *name(): Generator<void, string> {
    const name = yield* this.string();
    this.#skipSpace();
    this.position++;
    this.#skipSpace();
    return name;
  }

  #isMore(): boolean {
    this.#skipSpace();
    const byte = this.#bytes[this.position];
    if (byte !== 0x5d && byte !== 0x7d) return true;
    this.position++;
    return false;
  }

  #skipSpace(): void {
    if (!isSpace(this.#bytes[this.position])) return;
    this.position = this.#ends.get(this.position) ?? this.position;
    while (isSpace(this.#bytes[this.position])) this.position++;
  }

  /** The end of a value that is not long. */
  #endOf(start: number): number {
    const bytes = this.#bytes;
    let depth = 0;
    for (let at = start; ; ) {
      const byte = bytes[at++]!;
      if (byte === quote) {
        for (let inner = bytes[at++]; inner !== quote; inner = bytes[at++]) if (inner === backslash) at++;
      } else if (byte === 0x7b || byte === 0x5b) {
        depth++;
      } else if (byte === 0x7d || byte === 0x5d) {
        depth--;
      } else if (depth === 0) {
        // A literal or a number, which ends where something else begins.
        while (isWord(bytes[at])) at++;
        return at;
      }
      if (depth === 0) return at;
    }
  }
}

/** Whether a byte can be part of a number or of a literal. */
function isWord(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2e ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x45
  );
}
