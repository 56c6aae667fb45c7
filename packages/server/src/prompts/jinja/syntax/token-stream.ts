import { JinjaError } from "../error.ts";
import type { Token, TokenType } from "./lexer.ts";

/** How deep expressions and statements may nest in each other. */
const deepest = 150;

/** Tokens with a place in them. */
export class TokenStream {
  #at = 0;
  #depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get current(): Token {
    return this.tokens[this.#at]!;
  }

  get following(): Token {
    return this.tokens[this.#at + 1] ?? this.current;
  }

  next(): Token {
    const { current } = this;
    if (current.type !== "eof") this.#at++;
    return current;
  }

  isName(...names: readonly string[]): boolean {
    return this.current.type === "name" && names.includes(this.current.text);
  }

  isOperator(...operators: readonly string[]): boolean {
    return this.current.type === "operator" && operators.includes(this.current.text);
  }

  skipName(name: string): boolean {
    if (!this.isName(name)) return false;
    this.next();
    return true;
  }

  skipOperator(operator: string): boolean {
    if (!this.isOperator(operator)) return false;
    this.next();
    return true;
  }

  expectName(): string {
    if (this.current.type !== "name") this.fail(`expected a name, got ${this.describe()}`);
    return this.next().text;
  }

  expectOperator(operator: string): void {
    if (!this.skipOperator(operator)) this.fail(`expected token '${operator}', got ${this.describe()}`);
  }

  expectType(type: TokenType, text: string): void {
    if (this.current.type !== type) this.fail(`expected token '${text}', got ${this.describe()}`);
    this.next();
  }

  describe(): string {
    return this.current.type === "eof" ? "the end of the template" : `'${this.current.text}'`;
  }

  fail(message: string, line = this.current.line): never {
    throw new JinjaError(`${message} (line ${line} of the chat template)`);
  }

  /** Parses something that may have its own kind inside. */
  nested<Result>(parse: () => Result): Result {
    if (this.#depth === deepest) this.fail("the chat template nests too deep");
    this.#depth++;
    try {
      return parse();
    } finally {
      this.#depth--;
    }
  }
}
