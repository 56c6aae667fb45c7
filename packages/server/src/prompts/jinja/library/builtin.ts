import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Arguments, asInteger, asText, typeName, Undefined, type Value } from "../values/value.ts";

/** An argument; undefined where the call gives none. */
export type Argument = Value | undefined;

/** A filter, test, method or function. Its first argument is the value that it is used on. */
export interface Builtin {
  readonly parameters: readonly string[];
  /** Number of parameters that a call must give. */
  readonly required: number;
  readonly run: (rt: Runtime, value: Value, ...args: Argument[]) => Value;
}

/**
 * Describes a built-in function.
 * @param signature names of its parameters; those with `?` may be left out
 */
export function builtin(signature: string, run: Builtin["run"]): Builtin {
  const names = signature.split(" ").filter((name) => name !== "");
  const required = names.filter((name) => !name.endsWith("?")).length;
  return { parameters: names.map((name) => name.replace("?", "")), required, run };
}

/** Calls a built-in function as Python would. Throws JinjaError for arguments that it does not take. */
export function callBuiltin(name: string, { parameters, required, run }: Builtin, args: Arguments, rt: Runtime): Value {
  const { positional, named } = args;
  if (positional.length > parameters.length) {
    throw new JinjaError(`${name}() takes ${parameters.length} arguments, but ${positional.length} were given`);
  }
  const values: Argument[] = [...positional];
  for (const [key, value] of named) {
    const index = parameters.indexOf(key);
    if (index < 0) throw new JinjaError(`${name}() got an unexpected keyword argument '${key}'`);
    if (values[index] !== undefined) throw new JinjaError(`${name}() got multiple values for argument '${key}'`);
    values[index] = value;
  }
  const missing = parameters.slice(0, required).find((_, index) => values[index] === undefined);
  if (missing !== undefined) throw new JinjaError(`${name}() missing a required argument: '${missing}'`);
  const [value, ...rest] = values;
  return run(rt, value ?? null, ...rest);
}

/** The arguments of a filter or test, with the value that it is used on in front. */
export function withValue(value: Value, { positional, named }: Arguments): Arguments {
  return { positional: [value, ...positional], named };
}

/** An argument that must be a text. */
export function textArgument(value: Argument, what: string): string {
  const text = value === undefined ? undefined : asText(value);
  if (text !== undefined) return text;
  if (value instanceof Undefined) value.fail();
  throw new JinjaError(`${what} must be str, not ${typeName(value ?? null)}`);
}

/** An argument that must be an integer; the default where it is absent. */
export function integerArgument(value: Argument, absent: number): number {
  if (value === undefined) return absent;
  const integer = asInteger(value);
  if (integer !== undefined) return Number(integer);
  if (value instanceof Undefined) value.fail();
  throw new JinjaError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** The same, but `None` stands for the default too. */
export function optionalInteger(value: Argument, absent: number): number {
  return value === null ? absent : integerArgument(value, absent);
}
