import { GrammarError } from "./errors.ts";

/** A JSON value whose objects keep the order of their keys, numeric ones too. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

const mostDepth = 200;

export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map;
}

/** Reads JSON; of equal keys in an object the last one counts. Throws GrammarError for anything else. */
export function parseOrdered(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

/** Compact JSON. */
export function stringifyOrdered(value: Json): string {
  if (isObject(value)) {
    return `{${Array.from(value, ([key, member]) => `${JSON.stringify(key)}:${stringifyOrdered(member)}`).join()}}`;
  }
  if (Array.isArray(value)) return `[${value.map(stringifyOrdered).join()}]`;
  return JSON.stringify(value);
}

class Reader {
  readonly #text: string;
  readonly #token =
    /[ \t\n\r]*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    if (depth > mostDepth) throw new GrammarError(`the schema is nested deeper than ${mostDepth} levels`);
    const token = this.#next();
    if (token === "{") return this.#object(depth);
    if (token === "[") return this.#array(depth);
    if (/^[}\],:]/.test(token)) throw this.#wrong();
    return this.#scalar(token);
  }

  end(): void {
    if (this.#text.slice(this.#token.lastIndex).trim() !== "") throw this.#wrong();
  }

  #object(depth: number): JsonObject {
    const members = new Map<string, Json>();
    if (this.#skip("}")) return members;
    do {
      const key = this.#next();
      if (!key.startsWith('"') || !this.#skip(":")) throw this.#wrong();
      members.set(this.#scalar(key) as string, this.value(depth + 1));
    } while (this.#skip(","));
    if (!this.#skip("}")) throw this.#wrong();
    return members;
  }

  #array(depth: number): Json[] {
    const items: Json[] = [];
    if (this.#skip("]")) return items;
    do items.push(this.value(depth + 1));
    while (this.#skip(","));
    if (!this.#skip("]")) throw this.#wrong();
    return items;
  }

  #scalar(token: string): Json {
    try {
      return JSON.parse(token);
    } catch {
      throw this.#wrong();
    }
  }

  #next(): string {
    const found = this.#token.exec(this.#text);
    if (!found) throw this.#wrong();
    return (found[1] ?? found[2] ?? found[3])!;
  }

  #skip(token: string): boolean {
    const before = this.#token.lastIndex;
    if (this.#token.exec(this.#text)?.[1] === token) return true;
    this.#token.lastIndex = before;
    return false;
  }

  #wrong(): GrammarError {
    return new GrammarError("the schema is not valid JSON");
  }
}
