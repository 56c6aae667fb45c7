import { TemplateError } from "./error.ts";
import { type Token, tokenize } from "./lexer.ts";

/** The tokens of a template with a position that can be moved back. The last token repeats for ever. */
export class TokenStream {
  private readonly tokens: readonly Token[];
  private index = 0;
  private furthest = 0;

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  peek(): Token {
    this.furthest = Math.max(this.furthest, this.index);
    // The lexer's last token is always there.
    return this.tokens[Math.min(this.index, this.tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  /** Skips space, then peeks. */
  peekSolid(): Token {
    while (this.peek().type === "space") this.index++;
    return this.peek();
  }

  /** Skips space, then takes the next token. */
  nextSolid(): Token {
    this.peekSolid();
    return this.next();
  }

  back(): void {
    this.index--;
  }

  mark(): number {
    return this.index;
  }

  /** Goes back to a mark. */
  reset(mark: number): void {
    this.index = mark;
  }

  /** A parse error; like Go it names the line of the furthest token that was looked at. */
  error(message: string): TemplateError {
    const token = this.tokens[Math.min(this.furthest, this.tokens.length - 1)]!;
    return new TemplateError(`template: :${token.line}: ${message}`);
  }
}
