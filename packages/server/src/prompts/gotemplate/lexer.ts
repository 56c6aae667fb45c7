import { describeRune, quote } from "./text.ts";

export type TokenType =
  | "error"
  | "eof"
  | "text"
  | "leftDelim"
  | "rightDelim"
  | "space"
  | "keyword"
  | "identifier"
  | "field"
  | "variable"
  | "bool"
  | "number"
  | "complex"
  | "character"
  | "string"
  | "rawString"
  | "pipe"
  | "assign"
  | "declare"
  | "leftParen"
  | "rightParen"
  | "punctuation";

export interface Token {
  readonly type: TokenType;
  /** Index of the first character. */
  readonly pos: number;
  /** The characters themselves; for an error its message. */
  readonly text: string;
  /** 1-based line of the first character. */
  readonly line: number;
}

/** Words (and the lone dot) that are not operands or mean something of their own. */
const keywords = new Set("block break continue define else end if nil range template with .".split(" "));

const spaces = /[ \t\r\n]*/y;
const rightDelim = /[ \t\r\n]-\}\}|\}\}/y;
const word = /[\p{L}\p{Nd}_]*/uy;
const number =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;
const quoted: Readonly<Record<string, RegExp>> = {
  '"': /"(?:[^"\\\n]|\\[^\n])*"/uy,
  "'": /'(?:[^'\\\n]|\\[^\n])*'/uy,
  "`": /`[^`]*`/y,
};

/** Splits a template into tokens; the last one is `eof` or `error`. Never throws. */
export function tokenize(text: string): Token[] {
  return new Lexer(text).run();
}

/** Raised inside the lexer only; becomes the last token. */
class LexError extends Error {}

class Lexer {
  private readonly tokens: Token[] = [];
  /** Start of the token being read. */
  private start = 0;
  private pos = 0;
  private line = 1;
  private lineCountedTo = 0;

  constructor(private readonly text: string) {}

  run(): Token[] {
    try {
      while (this.readText()) if (!this.readComment()) this.readAction();
      this.emit("eof");
    } catch (error) {
      if (!(error instanceof LexError)) throw error;
      this.push("error", error.message);
    }
    return this.tokens;
  }

  /** Reads up to the next `{{` and past it; false at the end of the template. */
  private readText(): boolean {
    const next = this.text.indexOf("{{", this.pos);
    const end = next < 0 ? this.text.length : next;
    let part = this.text.slice(this.pos, end);
    if (next >= 0 && this.trimsLeft(next + 2)) part = trimSpacesRight(part);
    if (part !== "") this.push("text", part);
    this.start = this.pos = end;
    return next >= 0;
  }

  private trimsLeft(at: number): boolean {
    return this.text[at] === "-" && isSpace(this.text[at + 1]);
  }

  /** Reads the rest of a comment action, if it is one. */
  private readComment(): boolean {
    const open = this.start + 2 + (this.trimsLeft(this.start + 2) ? 2 : 0);
    if (!this.text.startsWith("/*", open)) return false;
    this.start = open;
    const close = this.text.indexOf("*/", open + 2);
    if (close < 0) throw new LexError("unclosed comment");
    this.pos = close + 2;
    const delim = this.match(rightDelim);
    if (delim === undefined) throw new LexError("comment ends before closing delimiter");
    this.skipDelim(delim);
    return true;
  }

  /** Moves behind a right delimiter, and behind the space after it if it trims. */
  private skipDelim(delim: string): void {
    this.pos += delim.length;
    if (delim.length > 2) this.pos += this.match(spaces)?.length ?? 0;
    this.start = this.pos;
  }

  private readAction(): void {
    const afterDelim = this.start + 2;
    this.pos = afterDelim;
    this.emit("leftDelim");
    if (this.trimsLeft(afterDelim)) this.start = this.pos = afterDelim + 2;
    let depth = 0;
    for (;;) {
      const delim = this.match(rightDelim);
      if (delim !== undefined) {
        if (depth > 0) throw new LexError("unclosed left paren");
        if (delim.length > 2) this.start = this.pos + 2;
        this.push("rightDelim", "}}");
        this.skipDelim(delim);
        return;
      }
      const token = this.readToken();
      if (token === "leftParen") depth++;
      if (token === "rightParen" && --depth < 0) throw new LexError("unexpected right paren");
      this.emit(token);
    }
  }

  /** Moves behind one token inside an action. */
  private readToken(): TokenType {
    const code = this.text.codePointAt(this.pos);
    if (code === undefined) throw new LexError("unclosed action");
    const char = String.fromCodePoint(code);
    if (isSpace(char)) return this.readSpace();
    if (isAlphaNumeric(char) && !/[0-9]/.test(char)) return this.readIdentifier();
    if (/[0-9+-]/.test(char)) return this.readNumber();
    this.pos += char.length;
    switch (char) {
      case "=":
        return "assign";
      case ":":
        if (this.text[this.pos++] !== "=") throw new LexError("expected :=");
        return "declare";
      case "|":
        return "pipe";
      case "(":
        return "leftParen";
      case ")":
        return "rightParen";
      case '"':
        return this.readQuoted(char, "string", "unterminated quoted string");
      case "'":
        return this.readQuoted(char, "character", "unterminated character constant");
      case "`":
        return this.readQuoted(char, "rawString", "unterminated raw quoted string");
      case "$":
        this.readName();
        return "variable";
      case ".":
        if (/^[0-9]?$/.test(this.text[this.pos] ?? "")) {
          this.pos--;
          return this.readNumber();
        }
        return this.readName() ? "field" : "keyword";
    }
    if (code < 0x7f && code > 0x20) return "punctuation";
    throw new LexError(`unrecognized character in action: ${describeRune(char)}`);
  }

  /** A run of space, without the one that belongs to a trimming right delimiter. */
  private readSpace(): TokenType {
    this.pos += this.match(spaces)?.length ?? 0;
    this.pos--;
    const delim = this.match(rightDelim);
    if (delim === undefined || delim.length === 2) this.pos++;
    return "space";
  }

  private readIdentifier(): TokenType {
    this.readName();
    const name = this.text.slice(this.start, this.pos);
    if (keywords.has(name)) return "keyword";
    return name === "true" || name === "false" ? "bool" : "identifier";
  }

  /** Moves behind letters and digits, if any; what follows must be able to end a name. */
  private readName(): boolean {
    const name = this.match(word) ?? "";
    this.pos += name.length;
    const next = this.text.codePointAt(this.pos);
    const ends =
      next === undefined ||
      " \t\r\n.,|:)(".includes(String.fromCodePoint(next)) ||
      this.text.startsWith("}}", this.pos);
    if (!ends) throw new LexError(`bad character ${describeRune(String.fromCodePoint(next))}`);
    return name !== "";
  }

  private readNumber(): TokenType {
    this.scanNumber();
    if (!/[+-]/.test(this.text[this.pos] ?? "")) return "number";
    this.scanNumber();
    if (this.text[this.pos - 1] !== "i") this.badNumber();
    return "complex";
  }

  private scanNumber(): void {
    this.pos += this.match(number)?.length ?? 0;
    const next = this.text.codePointAt(this.pos);
    if (next === undefined) return;
    const char = String.fromCodePoint(next);
    if (!isAlphaNumeric(char)) return;
    this.pos += char.length;
    this.badNumber();
  }

  private badNumber(): never {
    throw new LexError(`bad number syntax: ${quote(this.text.slice(this.start, this.pos))}`);
  }

  private readQuoted(open: string, type: TokenType, unterminated: string): TokenType {
    this.pos = this.start;
    const literal = this.match(quoted[open] ?? word);
    if (literal === undefined) throw new LexError(unterminated);
    this.pos += literal.length;
    return type;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.pos;
    return pattern.exec(this.text)?.[0];
  }

  private emit(type: TokenType): void {
    this.push(type, this.text.slice(this.start, this.pos));
    this.start = this.pos;
  }

  private push(type: TokenType, text: string): void {
    for (; this.lineCountedTo < this.start; this.lineCountedTo++) {
      if (this.text[this.lineCountedTo] === "\n") this.line++;
    }
    this.tokens.push({ type, pos: this.start, text, line: this.line });
  }
}

function trimSpacesRight(text: string): string {
  let end = text.length;
  while (isSpace(text[end - 1])) end--;
  return text.slice(0, end);
}

function isSpace(char: string | undefined): boolean {
  return char === " " || char === "\t" || char === "\r" || char === "\n";
}

function isAlphaNumeric(char: string): boolean {
  return /^[\p{L}\p{Nd}_]$/u.test(char);
}
