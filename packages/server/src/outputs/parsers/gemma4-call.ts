import type { Tool } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";
import { type JsonObject, parseJson } from "../json-object.ts";
import { textEnd, trimSpace } from "../white-space.ts";
import { type CallReader, CallSyntaxError, deeper } from "./parsed-call.ts";
import { declaredTypes } from "./typed-value.ts";

type Tools = readonly Decoded<Tool>[];

/** Stands on both sides of a text. */
const mark = '<|"|>';

/**
 * A reader of calls of the form `call:name{key:value,…}`, JSON with bare keys and marks for quotes. What models get wrong is
 * put right: single quotes, a mark that is missing, texts without any for parameters that take texts, and then a missing
 * brace at the end too.
 */
export function gemma4CallReader(tools: Tools): CallReader {
  return (text) => {
    const [, name, given] = /^call:([^{]*)(\{.*)$/s.exec(text) ?? [];
    if (name === undefined || given === undefined) throw new CallSyntaxError("not of the form call:name{…}");
    const called = trimSpace(name);
    return [{ name: called, arguments: new ArgumentReader(given, tools, called).read() }];
  };
}

class ArgumentReader {
  readonly #text: string;
  readonly #tools: Tools;
  readonly #tool: string;
  #position = 0;
  /** Whether something had to be put right, so that the end may be missing too. */
  #isRepaired = false;

  constructor(text: string, tools: Tools, tool: string) {
    this.#text = text;
    this.#tools = tools;
    this.#tool = tool;
  }

  read(): JsonObject {
    const object = this.#object(1);
    this.#take(/\s*/y);
    if (this.#position < this.#text.length) throw new CallSyntaxError("text behind the arguments");
    return object;
  }

  /** An object whose nesting is `depth`, 1 for the arguments themselves. */
  #object(depth: number): JsonObject {
    const members: [string, unknown][] = [];
    this.#list("{", "}", () => {
      const key = this.#key();
      if (this.#take(/\s*:/y) === undefined) throw new CallSyntaxError("a key without a value");
      members.push([key, this.#value(depth, depth === 1 && this.#takesText(key))]);
    });
    return Object.fromEntries(members);
  }

  /** Reads elements between brackets. */
  #list(opening: string, closing: string, readElement: () => void): void {
    this.#position += opening.length;
    for (;;) {
      this.#take(/\s*/y);
      if (this.#takeText(closing) || (this.#isRepaired && this.#position >= this.#text.length)) return;
      readElement();
      this.#take(/\s*/y);
      const isOver = this.#text[this.#position] === closing || this.#position >= this.#text.length;
      if (!isOver && !this.#takeText(",")) throw new CallSyntaxError("a value that does not end");
      if (isOver && this.#position >= this.#text.length && !this.#isRepaired) {
        throw new CallSyntaxError(`a missing ${closing}`);
      }
    }
  }

  #key(): string {
    if (this.#text.startsWith(mark, this.#position)) return this.#marked(1);
    const quoted = this.#take(/"(?:\\.|[^"\\])*"/sy);
    const key = quoted === undefined ? this.#take(/[^\s:,{}[\]"]+/y) : parseJson(quoted);
    if (typeof key !== "string") throw new CallSyntaxError("a member without a key");
    return key;
  }

  /** A value in an object of the given depth; with `takesText` it may be a text without marks. */
  #value(depth: number, takesText: boolean): unknown {
    const start = this.#position;
    this.#take(/\s*/y);
    if (this.#text.startsWith(mark, this.#position)) return this.#marked(depth);
    switch (this.#text[this.#position]) {
      case "{":
        return this.#object(deeper(depth));
      case "[": {
        const elements: unknown[] = [];
        const inner = deeper(depth);
        this.#list("[", "]", () => elements.push(this.#value(inner, false)));
        return elements;
      }
    }
    const quoted = this.#take(/"(?:\\.|[^"\\])*"/sy);
    if (quoted !== undefined) return this.#fromJson(quoted);
    const single = this.#take(/'(?:\\.|[^'\\])*'/sy);
    if (single !== undefined) {
      this.#isRepaired = true;
      this.#takeText(mark);
      return single.slice(1, -1);
    }
    const literal = this.#take(/[-+.\w]+(?=\s*(?:[,}\]]|$))/y);
    const value = literal === undefined ? undefined : parseJson(literal);
    if (value !== undefined) return value;
    this.#position = start;
    if (!takesText) throw new CallSyntaxError("a value of no kind");
    return this.#bareText();
  }

  #fromJson(text: string): unknown {
    const value = parseJson(text);
    if (value === undefined) throw new CallSyntaxError("a damaged text");
    return value;
  }

  /** A text between marks. Without the second it goes on to the end, but for the brackets that have to be closed there. */
  #marked(depth: number): string {
    const start = this.#position + mark.length;
    const end = this.#text.indexOf(mark, start);
    if (end !== -1) {
      this.#position = end + mark.length;
      return this.#text.slice(start, end);
    }
    this.#isRepaired = true;
    let last = textEnd(this.#text);
    for (let open = depth; open > 0 && last > start && "}]".includes(this.#text[last - 1]!); open--) last--;
    this.#position = Math.max(last, start);
    return this.#text.slice(start, this.#position);
  }

  /** A text that goes on to the next parameter or to the end. */
  #bareText(): string {
    this.#isRepaired = true;
    const start = this.#position;
    const { properties = {} } =
      this.#tools.find((tool) => tool.function.name === this.#tool)?.function.parameters ?? {};
    const next = [...this.#text.slice(start).matchAll(/,\s*([\p{L}\p{Nd}_]+)\s*:/gu)].find(([, key]) =>
      Object.hasOwn(properties, key!),
    );
    const last = textEnd(this.#text);
    const end = last > start && this.#text[last - 1] === "}" ? last - 1 : this.#text.length;
    this.#position = next === undefined ? end : start + next.index;
    const text = this.#text.slice(start, this.#position);
    if (/^\s*['"]/.test(text) || text.includes(mark)) throw new CallSyntaxError("a text with half its quotes");
    return text;
  }

  #takesText(key: string): boolean {
    return declaredTypes(this.#tools, this.#tool, key).some((type) => type.toLowerCase() === "string");
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0];
    this.#position += found?.length ?? 0;
    return found;
  }

  #takeText(text: string): boolean {
    if (!this.#text.startsWith(text, this.#position)) return false;
    this.#position += text.length;
    return true;
  }
}
