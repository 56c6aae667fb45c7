/** A JSON object as a model wrote it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Deepest nesting taken, as Go's encoding/json has it. */
const maxDepth = 10_000;

/** The object that a text is; undefined for a text that is none or that can't be written again (numbers out of range). */
export function parseObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}

/** The JSON value that a text is; undefined for a text that is none or that can't be written again. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isWritable(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWritable(root: unknown): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return false;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === "number" && !Number.isFinite(value)) return false;
      if (typeof value === "object" && value !== null) for (const child of Object.values(value)) next.push(child);
    }
    level = next;
  }
  return true;
}

/** Finds the first balanced `{…}` that is a JSON object in a text that grows. */
export class ObjectScanner {
  #depth = 0;
  #start = 0;
  #inString = false;
  #isEscaped = false;
  #found: { readonly object: JsonObject; readonly end: number } | undefined;

  /** The object and the index of its closing brace, once there is one. */
  get found(): { readonly object: JsonObject; readonly end: number } | undefined {
    return this.#found;
  }

  /**
   * Looks at the character of `text` at `index`, the one behind the last that it saw. Says whether that is structure, not
   * part of a string.
   */
  step(text: string, index: number): boolean {
    const character = text[index];
    if (this.#isEscaped) this.#isEscaped = false;
    else if (character === "\\") this.#isEscaped = true;
    else if (character === '"') this.#inString = !this.#inString;
    else if (!this.#inString) {
      this.#count(text, index);
      return true;
    }
    return false;
  }

  #count(text: string, index: number): void {
    const character = text[index];
    if (this.#found !== undefined) return;
    if (character === "{") {
      if (this.#depth++ === 0) this.#start = index;
    } else if (character === "}" && this.#depth > 0 && --this.#depth === 0) {
      const object = parseObject(text.slice(this.#start, index + 1));
      if (object !== undefined) this.#found = { object, end: index };
    }
  }
}
