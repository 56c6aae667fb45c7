import { type Environment, Interpreter, type RuntimeValue } from "./library.ts";

/** A chat template did more than any honest one does. */
export class TemplateLimitError extends Error {
  override readonly name = "TemplateLimitError";
}

/** Most evaluations of one rendering: under a second. A long chat takes some ten thousands. */
const mostSteps = 500_000;

/** How deep evaluations may nest; a macro's call is some of them. */
const deepest = 1000;

/** Most characters of a text, and most elements of a list, that a template may make. */
const longestValue = 32 * 2 ** 20;

/** An interpreter that ends templates which run or grow without end: they come from files that nobody has vetted. */
export class BoundedInterpreter extends Interpreter {
  #steps = 0;
  #depth = 0;

  override evaluate(statement: unknown, environment: Environment): RuntimeValue {
    if (++this.#steps > mostSteps) throw new TemplateLimitError("the chat template takes too many steps");
    if (this.#depth === deepest) throw new TemplateLimitError("the chat template nests too deep");
    this.#depth++;
    try {
      const result = super.evaluate(statement, environment);
      const { value } = result;
      if ((typeof value === "string" || Array.isArray(value)) && value.length > longestValue) {
        throw new TemplateLimitError("the chat template makes a text or list that is too long");
      }
      return result;
    } finally {
      this.#depth--;
    }
  }
}

/** Python's range, bounded. */
export function range(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (step === 0) throw new Error("range() step must not be zero");
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (length > mostSteps) throw new TemplateLimitError("the chat template makes a list that is too long");
  return Array.from({ length }, (_, index) => from + index * step);
}
