import { JinjaError } from "../error.ts";
import { space, stripEnd } from "../values/text.ts";
import { decodeEscapes } from "./escapes.ts";

export type TokenType =
  | "text"
  | "begin"
  | "end"
  | "print"
  | "print-end"
  | "name"
  | "string"
  | "number"
  | "operator"
  | "eof";

export interface Token {
  readonly type: TokenType;
  /** The text of a name or operator, and what texts and strings stand for. */
  readonly text: string;
  readonly line: number;
  readonly value?: bigint | number;
}

const s = `[${space}]`;
const rawBegin = new RegExp(`\\{%([-+]?)${s}*raw${s}*(?:-%\\}${s}*|%\\})`, "y");
const rawEnd = new RegExp(`\\{%([-+]?)${s}*endraw${s}*(?:\\+%\\}|-%\\}${s}*|%\\}\\n?)`, "g");
const commentEnd = new RegExp(`\\+#\\}|-#\\}${s}*|#\\}\\n?`, "g");
const blockEnd = new RegExp(`\\+%\\}|-%\\}${s}*|%\\}\\n?`, "y");
const printEnd = new RegExp(`-\\}\\}${s}*|\\}\\}`, "y");
const spaces = new RegExp(`${s}+`, "y");
const onlySpace = new RegExp(`^${s}*$`);
const float = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const integer = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const name = /[\p{L}\p{N}\p{M}_]+/uy;
const identifier = /^[\p{XIDS}_]\p{XIDC}*$/u;
const string = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const operator = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;

/** What stands inside of tags, in the order in which it is tried; space makes no token. */
const rules: readonly { readonly type?: TokenType; readonly rule: RegExp }[] = [
  { rule: spaces },
  { type: "number", rule: float },
  { type: "number", rule: integer },
  { type: "name", rule: name },
  { type: "string", rule: string },
  { type: "operator", rule: operator },
];

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * The tokens of a template, with `trim_blocks` and `lstrip_blocks` as Transformers has them: the line break behind a tag
 * goes, and so does the space before a tag that begins its line. Throws JinjaError for what is no template.
 */
export function tokenize(source: string): Token[] {
  return new Lexer(source.replace(/\r\n?/g, "\n").replace(/\n$/, "")).tokens();
}

class Lexer {
  readonly #found: Token[] = [];
  #at = 0;
  #line = 1;
  /** Whether what was read last ends in a line break. */
  #startsLine = true;

  constructor(private readonly source: string) {}

  tokens(): Token[] {
    const { source } = this;
    while (this.#at < source.length) {
      const start = nextTag(source, this.#at);
      if (start < 0) {
        this.text(source.slice(this.#at));
        break;
      }
      this.tag(start);
    }
    this.#found.push({ type: "eof", text: "", line: this.#line });
    return this.#found;
  }

  private fail(message: string): never {
    throw new JinjaError(`${message} (line ${this.#line} of the chat template)`);
  }

  private text(text: string): void {
    if (text !== "") this.#found.push({ type: "text", text, line: this.#line });
  }

  /** Goes on, counting lines. */
  private moveTo(end: number): void {
    const passed = this.source.slice(this.#at, end);
    for (let i = passed.indexOf("\n"); i >= 0; i = passed.indexOf("\n", i + 1)) this.#line++;
    if (passed !== "") this.#startsLine = passed.endsWith("\n");
    this.#at = end;
  }

  /** The text up to a tag, and the tag. */
  private tag(start: number): void {
    const { source } = this;
    const kind = source[start + 1]!;
    const raw = kind === "%" ? match(rawBegin, source, start) : undefined;
    const sign = raw?.[1] ?? (/[-+]/.test(source[start + 2] ?? "") ? source[start + 2]! : "");
    this.text(this.before(start, sign, kind !== "{"));
    this.moveTo(start + (raw?.[0].length ?? 2 + sign.length));
    if (raw !== undefined) this.raw();
    else if (kind === "#") this.comment();
    else this.inside(kind === "%");
  }

  /** The text before a tag, without the space that the tag takes. */
  private before(end: number, sign: string, isBlock: boolean): string {
    const text = this.source.slice(this.#at, end);
    if (sign === "-") return stripEnd(text);
    if (sign === "+" || !isBlock) return text;
    const lineStart = text.lastIndexOf("\n") + 1;
    const isLineStart = lineStart > 0 || this.#startsLine;
    return isLineStart && onlySpace.test(text.slice(lineStart)) ? text.slice(0, lineStart) : text;
  }

  private raw(): void {
    rawEnd.lastIndex = this.#at;
    const end = rawEnd.exec(this.source);
    if (end === null) this.fail("Missing end of raw directive");
    this.text(this.before(end.index, end[1]!, true));
    this.moveTo(end.index + end[0].length);
  }

  private comment(): void {
    commentEnd.lastIndex = this.#at;
    const end = commentEnd.exec(this.source);
    if (end === null) this.fail("Missing end of comment tag");
    this.moveTo(end.index + end[0].length);
  }

  /** The tokens between the two ends of a tag. */
  private inside(isBlock: boolean): void {
    this.#found.push({ type: isBlock ? "begin" : "print", text: isBlock ? "{%" : "{{", line: this.#line });
    const open: string[] = [];
    const endRule = isBlock ? blockEnd : printEnd;
    while (this.#at < this.source.length) {
      const end = open.length === 0 ? match(endRule, this.source, this.#at) : undefined;
      if (end !== undefined) {
        this.#found.push({ type: isBlock ? "end" : "print-end", text: isBlock ? "%}" : "}}", line: this.#line });
        this.moveTo(this.#at + end[0].length);
        return;
      }
      this.token(open);
    }
  }

  private token(open: string[]): void {
    const { source } = this;
    for (const { type, rule } of rules) {
      const text = match(rule, source, this.#at)?.[0];
      if (text === undefined) continue;
      if (type !== undefined) this.#found.push(this.made(type, rule, text, open));
      this.moveTo(this.#at + text.length);
      return;
    }
    this.fail(`unexpected char '${source[this.#at]}' at ${this.#at}`);
  }

  private made(type: TokenType, rule: RegExp, text: string, open: string[]): Token {
    const line = this.#line;
    switch (type) {
      case "number":
        return { type, text, line, value: rule === float ? Number(text.replaceAll("_", "")) : this.integer(text) };
      case "string":
        return { type, text: decodeEscapes(text.slice(1, -1)), line };
      case "operator":
        this.balance(text, open);
        break;
      case "name":
        if (!identifier.test(text)) this.fail("Invalid character in identifier");
    }
    return { type, text, line };
  }

  private integer(text: string): bigint {
    if (text.length > 4300) this.fail("a number has too many digits");
    return BigInt(text.replaceAll("_", "").toLowerCase());
  }

  private balance(text: string, open: string[]): void {
    const close = closing[text];
    if (close !== undefined) open.push(close);
    else if (text === ")" || text === "]" || text === "}") {
      const expected = open.pop();
      if (expected === undefined) this.fail(`unexpected '${text}'`);
      if (expected !== text) this.fail(`unexpected '${text}', expected '${expected}'`);
    }
  }
}

function nextTag(source: string, from: number): number {
  for (let at = source.indexOf("{", from); at >= 0; at = source.indexOf("{", at + 1)) {
    const next = source[at + 1];
    if (next === "%" || next === "{" || next === "#") return at;
  }
  return -1;
}

function match(rule: RegExp, source: string, at: number): RegExpExecArray | undefined {
  rule.lastIndex = at;
  return rule.exec(source) ?? undefined;
}
