import { DecodeError } from "./decode-error.ts";

/** The first JSON value of a text; what follows it is ignored, as Go's decoder does. Throws {@link DecodeError}. */
export function firstValue(text: string): unknown {
  if (text.trim() === "") throw new DecodeError("missing request body");
  const reader = new Reader(text);
  const end = reader.value(reader.space(0));
  return JSON.parse(text.slice(0, end)) as unknown;
}

/** Finds where a JSON value ends; each method takes a position and returns the one after. */
class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  space(at: number): number {
    let end = at;
    while (end < this.#text.length && " \t\r\n".includes(this.#text[end]!)) end++;
    return end;
  }

  value(at: number): number {
    const first = this.#text[at];
    if (first === "{") return this.#members(at, "}", true);
    if (first === "[") return this.#members(at, "]", false);
    if (first === '"') return this.#string(at);
    for (const word of ["true", "false", "null"]) if (first === word[0]) return this.#word(at, word);
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.#text.slice(at));
    if (number !== null) {
      const [digits] = number;
      if (Number.isFinite(Number(digits))) return at + digits.length;
      throw new DecodeError(`json: cannot unmarshal number ${digits} into Go value of type float64`);
    }
    throw this.#invalid(at, "looking for beginning of value");
  }

  #members(at: number, close: string, keyed: boolean): number {
    let next = this.space(at + 1);
    if (this.#text[next] === close) return next + 1;
    for (;;) {
      if (keyed) {
        if (this.#text[next] !== '"') throw this.#invalid(next, "looking for beginning of object key string");
        next = this.space(this.#string(next));
        if (this.#text[next] !== ":") throw this.#invalid(next, "after object key");
        next = this.space(next + 1);
      }
      next = this.space(this.value(next));
      if (this.#text[next] === close) return next + 1;
      if (this.#text[next] !== ",")
        throw this.#invalid(next, keyed ? "after object key:value pair" : "after array element");
      next = this.space(next + 1);
    }
  }

  #string(at: number): number {
    const match = /^"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/.exec(this.#text.slice(at))!;
    const end = at + match[0].length;
    if (this.#text[end] === '"') return end + 1;
    throw this.#invalid(end, "in string literal");
  }

  #word(at: number, word: string): number {
    for (let i = 1; i < word.length; i++) {
      if (this.#text[at + i] !== word[i]) {
        throw this.#invalid(at + i, `in literal ${word} (expecting '${word[i]}')`);
      }
    }
    return at + word.length;
  }

  #invalid(at: number, where: string): DecodeError {
    const found = this.#text[at];
    if (found === undefined) return new DecodeError("unexpected EOF");
    return new DecodeError(`invalid character ${found === '"' ? "'\"'" : `'${found}'`} ${where}`);
  }
}
