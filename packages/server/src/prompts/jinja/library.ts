import * as jinja from "@huggingface/jinja";

/** What an expression gives. */
export interface RuntimeValue {
  readonly value: unknown;
}

/** The variables that a template sees. */
export interface Environment {
  set(name: string, value: unknown): unknown;
}

export interface Interpreter {
  run(program: unknown): RuntimeValue;
  evaluate(statement: unknown, environment: Environment): RuntimeValue;
}

// The declarations of the package refer to each other without file endings, so these two have no types of their own.
export const Environment = jinja.Environment as unknown as new () => Environment;
export const Interpreter = jinja.Interpreter as unknown as new (environment: Environment) => Interpreter;

/** The syntax tree of a template. Throws an Error that says what is wrong. */
export function parseJinja(text: string): unknown {
  return new jinja.Template(text).parsed;
}
