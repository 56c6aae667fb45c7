import { CommandError } from "../errors.ts";
import { unquote } from "./quote.ts";

export type MessageRole = "system" | "user" | "assistant";

/** Instructions with one value. */
export type SimpleName =
  | "from"
  | "license"
  | "template"
  | "system"
  | "adapter"
  | "draft"
  | "renderer"
  | "parser"
  | "requires";

/** One instruction of a Modelfile, its name in lower case and its value without quotes. */
export type Instruction =
  | { readonly name: SimpleName; readonly value: string }
  | { readonly name: "parameter"; readonly key: string; readonly value: string }
  | { readonly name: "message"; readonly role: MessageRole; readonly value: string };

const NAMES: readonly string[] = [
  "from",
  "license",
  "template",
  "system",
  "adapter",
  "draft",
  "renderer",
  "parser",
  "parameter",
  "message",
  "requires",
];

/**
 * Instructions of a Modelfile, in order.
 *
 * The grammar goes by characters, not lines: a name is followed by one blank; `PARAMETER` and `MESSAGE` have a key and
 * one more blank; a value runs to the first newline at which its quotes are closed. Comments start only where an
 * instruction may. Throws {@link CommandError} with the line, or if there is no `FROM`.
 */
export function parseModelfile(bytes: Uint8Array): Instruction[] {
  const reader = new Reader(decodeText(bytes));
  const instructions: Instruction[] = [];
  while (reader.skipToInstruction()) {
    reader.skipInvisible();
    instructions.push(readInstruction(reader));
  }
  if (!instructions.some(({ name }) => name === "from")) throw new CommandError("no FROM line");
  return instructions;
}

function readInstruction(reader: Reader): Instruction {
  const word = reader.readWord(/[a-zA-Z]/);
  const name = word.text.toLowerCase();
  if (word.end === "eof") throw new CommandError("unexpected EOF");
  if (word.end === "other" || !NAMES.includes(name)) throw new CommandError(`(line ${reader.line}): ${NAME_ERROR}`);
  if (name === "parameter") {
    const key = readSecondWord(reader, /[a-zA-Z0-9_]/);
    return { name, key, value: reader.readValue() };
  }
  if (name === "message") {
    const role = readSecondWord(reader, /[a-zA-Z]/);
    if (role !== "system" && role !== "user" && role !== "assistant") {
      throw new CommandError(`(line ${reader.line}): message role must be one of "system", "user", or "assistant"`);
    }
    return { name, role, value: reader.readValue() };
  }
  return { name: name as SimpleName, value: reader.readValue() };
}

function readSecondWord(reader: Reader, allowed: RegExp): string {
  const { text, end } = reader.readWord(allowed);
  if (end === "eof") throw new CommandError("unexpected EOF");
  if (end === "other") throw new CommandError(`unexpected EOF: ${text}`);
  return text;
}

const NAME_ERROR = `command must be one of ${NAMES.filter(
  (name) => !["parameter", "message", "requires"].includes(name),
)
  .map((name) => `"${name}"`)
  .join(", ")}, "parameter", "message", or "requires"`;

class Reader {
  readonly #characters: string[];
  #at = 0;
  /** Number of the line being read. CR and LF each end one, as in the original. */
  line = 1;

  constructor(text: string) {
    this.#characters = [...text];
  }

  /** Moves to the start of the next instruction; false at the end of the file. */
  skipToInstruction(): boolean {
    for (;;) {
      const character = this.#peek();
      if (character === undefined) return false;
      if (character === "#") {
        while (this.#peek() !== undefined && !isNewline(this.#peek())) this.#next();
      } else if (isBlank(character) || isNewline(character)) this.#next();
      else return true;
    }
  }

  /**
   * Goes past one invisible character, which may stand before an instruction as in Ollama: pages and messengers
   * leave such in what is copied from them.
   */
  skipInvisible(): void {
    const character = this.#peek();
    if (character !== undefined && !isKept(character)) this.#next();
  }

  /** Characters that match `allowed`, and what ended them; the one that did is taken too. */
  readWord(allowed: RegExp): { text: string; end: "blank" | "eof" | "other" } {
    let text = "";
    for (;;) {
      const character = this.#next();
      if (character === undefined) return { text, end: "eof" };
      if (!allowed.test(character)) return { text, end: isBlank(character) ? "blank" : "other" };
      text += character;
    }
  }

  readValue(): string {
    let text = "";
    for (;;) {
      const character = this.#next();
      if (character === undefined || isNewline(character)) {
        const value = unquote(text.trim());
        if (value !== undefined) return value;
        if (character === undefined) throw new CommandError("unexpected EOF");
      }
      if (isKept(character)) text += character;
    }
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #next(): string | undefined {
    const character = this.#characters[this.#at];
    if (character !== undefined) this.#at++;
    if (isNewline(character)) this.line++;
    return character;
  }
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t";
}

function isNewline(character: string | undefined): boolean {
  return character === "\n" || character === "\r";
}

/** Values keep printable characters (letters, marks, numbers, punctuation, symbols), spaces, tabs and newlines. */
function isKept(character: string): boolean {
  return /[\p{L}\p{M}\p{N}\p{P}\p{S} \t\r\n]/u.test(character);
}

/** Text of UTF-8 or, with a byte order mark, UTF-16. */
function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const swapped = bytes.slice(0, bytes.length & ~1);
    for (let i = 0; i < swapped.length; i += 2) [swapped[i], swapped[i + 1]] = [swapped[i + 1]!, swapped[i]!];
    return new TextDecoder("utf-16le").decode(swapped);
  }
  return new TextDecoder("utf-8").decode(bytes);
}
