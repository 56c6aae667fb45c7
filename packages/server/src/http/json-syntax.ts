/** The parts of a JSON text. Offsets count bytes; `end` is behind the last one. */
export type JsonNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: "null" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [name: string, value: JsonNode])[] }
);

/** A text that is not JSON. The message is that of Go's encoding/json. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
}

/** Deepest nesting taken. */
const maxDepth = 10_000;

const quote = 0x22;
const backslash = 0x5c;

/**
 * Reads the first JSON value of `bytes`; what follows it is not looked at. Gives undefined if there is nothing but white
 * space. Malformed UTF-8 and lone surrogates become U+FFFD. Throws {@link JsonSyntaxError}.
 */
export function parseFirstValue(bytes: Uint8Array): JsonNode | undefined {
  const parser = new Parser(bytes);
  return parser.skipSpace() ? parser.value() : undefined;
}

class Parser {
  readonly #bytes: Uint8Array;
  #position = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Moves to the next byte that counts; false if there is none. */
  skipSpace(): boolean {
    for (;;) {
      const byte = this.#bytes[this.#position];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte !== undefined;
      this.#position++;
    }
  }

  value(): JsonNode {
    this.skipSpace();
    const start = this.#position;
    switch (this.#bytes[start]) {
      case 0x7b:
        return this.#object(start);
      case 0x5b:
        return this.#array(start);
      case quote:
        return { kind: "string", value: this.#string(), start, end: this.#position };
      case 0x74:
        return { kind: "bool", value: true, start, end: this.#literal("true") };
      case 0x66:
        return { kind: "bool", value: false, start, end: this.#literal("false") };
      case 0x6e:
        return { kind: "null", start, end: this.#literal("null") };
      default:
        return { kind: "number", text: this.#number(), start, end: this.#position };
    }
  }

  #object(start: number): JsonNode {
    const members: [string, JsonNode][] = [];
    this.#enter();
    this.skipSpace();
    if (!this.#take(0x7d)) {
      do {
        this.skipSpace();
        if (this.#bytes[this.#position] !== quote) this.#fail("looking for beginning of object key string");
        const name = this.#string();
        this.skipSpace();
        if (!this.#take(0x3a)) this.#fail("after object key");
        members.push([name, this.value()]);
        this.skipSpace();
      } while (this.#take(0x2c));
      if (!this.#take(0x7d)) this.#fail("after object key:value pair");
    }
    this.#depth--;
    return { kind: "object", members, start, end: this.#position };
  }

  #array(start: number): JsonNode {
    const items: JsonNode[] = [];
    this.#enter();
    this.skipSpace();
    if (!this.#take(0x5d)) {
      do {
        items.push(this.value());
        this.skipSpace();
      } while (this.#take(0x2c));
      if (!this.#take(0x5d)) this.#fail("after array element");
    }
    this.#depth--;
    return { kind: "array", items, start, end: this.#position };
  }

  /** Goes past an opening bracket. */
  #enter(): void {
    if (++this.#depth > maxDepth) this.#fail("exceeded max depth");
    this.#position++;
  }

  #string(): string {
    const bytes = this.#bytes;
    const start = this.#position++;
    let escaped = false;
    for (;;) {
      // A local variable, since this loop sees nearly every byte of a long body.
      let position = this.#position;
      let byte = bytes[position];
      while (byte !== undefined && byte !== quote && byte !== backslash && byte >= 0x20) byte = bytes[++position];
      this.#position = position;
      if (byte === quote) break;
      if (byte !== backslash) this.#fail("in string literal");
      escaped = true;
      this.#escape();
    }
    this.#position++;
    if (!escaped) return decodeUtf8(bytes.subarray(start + 1, this.#position - 1));
    const text: string = JSON.parse(decodeUtf8(bytes.subarray(start, this.#position)));
    return text.replace(/\p{Surrogate}/gu, "\ufffd");
  }

  #escape(): void {
    this.#position++;
    const byte = this.#bytes[this.#position];
    if (byte === undefined || !'"\\/bfnrtu'.includes(String.fromCharCode(byte))) this.#fail("in string escape code");
    this.#position++;
    if (byte !== 0x75) return;
    for (let digit = 0; digit < 4; digit++, this.#position++) {
      if (!/[0-9a-fA-F]/.test(String.fromCharCode(this.#bytes[this.#position] ?? 0)))
        this.#fail("in \\u hexadecimal character escape");
    }
  }

  #literal(word: string): number {
    for (let index = 1; index < word.length; index++) {
      this.#position++;
      if (this.#bytes[this.#position] !== word.charCodeAt(index)) {
        this.#fail(`in literal ${word} (expecting '${word[index]}')`);
      }
    }
    return ++this.#position;
  }

  #number(): string {
    const start = this.#position;
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
    return decodeUtf8(this.#bytes.subarray(start, this.#position));
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

  #fail(context: string): never {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) throw new JsonSyntaxError("unexpected EOF");
    throw new JsonSyntaxError(`invalid character ${quoteByte(byte)} ${context}`);
  }
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string {
  return utf8.decode(bytes);
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
