/** A text that is not JSON. The message is that of Go's encoding/json. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
}

/** A text with more parts than is taken. */
export class JsonSizeError extends Error {
  override readonly name = "JsonSizeError";
}

/** Deepest nesting taken, which is Go's. */
const maxDepth = 10_000;
/** Most values taken. What is read takes memory by the value, however short its text. */
export const maxValues = 2 ** 20;
/** Most names, arrays and objects taken together: they take more memory than other values. */
export const maxNames = 2 ** 17;
/** Bytes of a value whose end is remembered, so that nobody has to look for it again. */
export const longValue = 2 ** 15;

const quote = 0x22;
const backslash = 0x5c;
const object = 0x7b;
const array = 0x5b;

/** Whether a byte may follow a backslash: a table, since a body may consist of such. */
const isEscapable = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number('"\\/bfnrtu'.includes(String.fromCharCode(byte))),
);

type State =
  | "value"
  /** Behind an opening bracket. */
  | "first element"
  | "first name"
  | "name"
  | "colon"
  | "after value"
  | "string";

/**
 * Goes over the first JSON value of some bytes; what follows it is not looked at. It can pause anywhere, and takes next to
 * no memory.
 */
export class JsonCheck {
  readonly #bytes: Uint8Array;
  #position = 0;
  #state: State = "value";
  /** Where the white space, or the string, begins that the position is in. */
  #spaceStart = 0;
  #stringStart = 0;
  /** Whether the string that is being read is the name of a member. */
  #isName = false;
  #depth = 0;
  /** Brackets that are open, and where they stand. */
  readonly #brackets: number[] = [];
  readonly #starts: number[] = [];
  #values = 0;
  #names = 0;
  /** Where the outermost value, and values and runs of white space of {@link longValue} bytes or more, begin and end. */
  readonly ends = new Map<number, number>();
  /** Where the value begins; undefined if there is nothing but white space. */
  start: number | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Goes on for about so many bytes. Whether it is done. Throws {@link JsonSyntaxError} or {@link JsonSizeError}. */
  advance(count: number): boolean {
    const until = this.#position + count;
    for (;;) {
      if (this.#state === "after value" && this.#depth === 0) return true;
      if (this.#state === "string" ? !this.#string(until) : !this.#skipSpace(until)) return false;
      if (this.start === undefined) {
        if (this.#position >= this.#bytes.length) return true;
        this.start = this.#position;
      }
      this.#step(this.#bytes[this.#position]);
      this.#spaceStart = this.#position;
      if (this.#position >= until) return this.#state === "after value" && this.#depth === 0;
    }
  }

  /** Takes the next thing, which begins with this byte. */
  #step(byte: number | undefined): void {
    switch (this.#state) {
      case "string":
        this.#leaveString();
        break;
      case "first element":
        if (byte === array + 2) this.#leave();
        else this.#value(byte);
        break;
      case "first name":
        if (byte === object + 2) this.#leave();
        else this.#name(byte);
        break;
      case "name":
        this.#name(byte);
        break;
      case "colon":
        if (byte !== 0x3a) this.#fail("after object key");
        this.#position++;
        this.#state = "value";
        break;
      case "value":
        this.#value(byte);
        break;
      case "after value":
        this.#afterValue(byte);
        break;
    }
  }

  #value(byte: number | undefined): void {
    if (++this.#values > maxValues) throw new JsonSizeError(`more than ${maxValues} values`);
    if (byte === object || byte === array) this.#enter(byte);
    else if (byte === quote) this.#enterString(false);
    else {
      const start = this.#position;
      if (byte === 0x74) this.#literal("true");
      else if (byte === 0x66) this.#literal("false");
      else if (byte === 0x6e) this.#literal("null");
      else this.#number();
      this.#remember(start);
      this.#state = "after value";
    }
  }

  /** Goes past an opening bracket. */
  #enter(bracket: number): void {
    if (this.#depth >= maxDepth) this.#fail("exceeded max depth");
    this.#countName();
    this.#brackets[this.#depth] = bracket;
    this.#starts[this.#depth++] = this.#position++;
    this.#state = bracket === object ? "first name" : "first element";
  }

  /** Goes past a closing bracket. */
  #leave(): void {
    this.#position++;
    this.#remember(this.#starts[--this.#depth]!);
    this.#state = "after value";
  }

  #remember(start: number): void {
    // Only brackets and commas end a value within another; what stands behind the outermost one may be anything.
    const isOutermost = this.#depth === 0;
    if (isOutermost || this.#position - start >= longValue) this.ends.set(start, this.#position);
  }

  #afterValue(byte: number | undefined): void {
    const bracket = this.#brackets[this.#depth - 1]!;
    // A closing bracket comes two behind the one that it closes.
    if (byte === bracket + 2) this.#leave();
    else {
      if (byte !== 0x2c) this.#fail(bracket === object ? "after object key:value pair" : "after array element");
      this.#position++;
      this.#state = bracket === object ? "name" : "value";
    }
  }

  #name(byte: number | undefined): void {
    if (byte !== quote) this.#fail("looking for beginning of object key string");
    this.#countName();
    this.#enterString(true);
  }

  #countName(): void {
    if (++this.#names > maxNames) throw new JsonSizeError(`more than ${maxNames} names, arrays and objects`);
  }

  #enterString(isName: boolean): void {
    this.#isName = isName;
    this.#stringStart = this.#position++;
    this.#state = "string";
  }

  /** Goes through a string up to its closing quote, or as far as it may; whether it is there. */
  #string(until: number): boolean {
    const bytes = this.#bytes;
    for (;;) {
      // A local variable, since this loop sees nearly every byte of a long body.
      let position = this.#position;
      let byte = bytes[position];
      while (byte !== undefined && byte !== quote && byte !== backslash && byte >= 0x20 && position < until) {
        byte = bytes[++position];
      }
      this.#position = position;
      if (byte === quote) return true;
      if (position >= until) return false;
      if (byte !== backslash) this.#fail("in string literal");
      this.#escape();
    }
  }

  #leaveString(): void {
    this.#position++;
    this.#remember(this.#stringStart);
    this.#state = this.#isName ? "colon" : "after value";
  }

  #escape(): void {
    this.#position++;
    const byte = this.#bytes[this.#position];
    if (byte === undefined || !isEscapable[byte]) this.#fail("in string escape code");
    this.#position++;
    if (byte !== 0x75) return;
    for (let digit = 0; digit < 4; digit++, this.#position++) {
      if (!/[0-9a-fA-F]/.test(String.fromCharCode(this.#bytes[this.#position] ?? 0)))
        this.#fail("in \\u hexadecimal character escape");
    }
  }

  #literal(word: string): void {
    for (let index = 1; index < word.length; index++) {
      this.#position++;
      if (this.#bytes[this.#position] !== word.charCodeAt(index)) {
        this.#fail(`in literal ${word} (expecting '${word[index]}')`);
      }
    }
    this.#position++;
  }

  #number(): void {
    const signed = this.#take(0x2d);
    if (!this.#atDigit()) this.#fail(signed ? "in numeric literal" : "looking for beginning of value");
    if (!this.#take(0x30)) this.#digits();
    if (this.#take(0x2e)) {
      if (!this.#atDigit()) this.#fail("after decimal point in numeric literal");
      this.#digits();
    }
    if (this.#take(0x65) || this.#take(0x45)) {
      if (!this.#take(0x2b)) this.#take(0x2d);
      if (!this.#atDigit()) this.#fail("in exponent of numeric literal");
      this.#digits();
    }
  }

  #digits(): void {
    while (this.#atDigit()) this.#position++;
  }

  #take(byte: number): boolean {
    if (this.#bytes[this.#position] !== byte) return false;
    this.#position++;
    return true;
  }

  #atDigit(): boolean {
    const byte = this.#bytes[this.#position];
    return byte !== undefined && byte >= 0x30 && byte <= 0x39;
  }

  /** Goes through white space, as far as it may; whether there is something else, or the end. */
  #skipSpace(until: number): boolean {
    const bytes = this.#bytes;
    let position = this.#position;
    while (isSpace(bytes[position]) && position < until) position++;
    this.#position = position;
    if (isSpace(bytes[position])) return false;
    this.#remember(this.#spaceStart);
    return true;
  }

  #fail(context: string): never {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) throw new JsonSyntaxError("unexpected EOF");
    throw new JsonSyntaxError(`invalid character ${quoteByte(byte)} ${context}`);
  }
}

/** Whether a byte is white space. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

const named: Readonly<Record<number, string>> = {
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
  39: "\\'",
  92: "\\\\",
};

/** A byte, taken for the code point of that number, as Go prints it between single quotes. */
function quoteByte(byte: number): string {
  const hex = byte.toString(16).padStart(2, "0");
  const isControl = byte < 0x20 || byte === 0x7f;
  const isUnprintable = (byte >= 0x80 && byte <= 0xa0) || byte === 0xad;
  const shown = named[byte] ?? (isControl ? `\\x${hex}` : isUnprintable ? `\\u00${hex}` : String.fromCharCode(byte));
  return `'${shown}'`;
}
