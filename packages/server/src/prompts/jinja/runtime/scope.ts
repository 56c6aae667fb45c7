import type { Value } from "../values/value.ts";

/** Variables, and those around them. */
export class Scope {
  readonly #variables = new Map<string, Value>();

  constructor(private readonly outer?: Scope) {}

  get(name: string): Value | undefined {
    // None is a value, so only what is undefined is looked for further out.
    const own = this.#variables.get(name);
    return own !== undefined ? own : this.outer?.get(name);
  }

  set(name: string, value: Value): void {
    this.#variables.set(name, value);
  }

  inner(): Scope {
    return new Scope(this);
  }
}
