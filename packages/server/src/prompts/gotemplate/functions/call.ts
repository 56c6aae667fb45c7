import { FunctionError } from "../error.ts";
import { GoFunc, type GoValue, kindOf, type ParamType, typeName } from "../value.ts";

/** Go's names of the types that parameters have. */
export const paramTypeNames: Readonly<Record<ParamType, string>> = {
  value: "reflect.Value",
  any: "interface {}",
  string: "string",
  int: "int",
  float64: "float64",
  bool: "bool",
};

/** Whether a value may be passed for a parameter. */
export function isAssignable(value: GoValue, type: ParamType): boolean {
  return type === "value" || type === "any" || typeName(value) === type;
}

/** Whether nil may be passed for a parameter. */
export function acceptsNil(type: ParamType): boolean {
  return type === "value" || type === "any";
}

/** A plain function takes any arguments. */
export function asGoFunc(value: GoFunc | ((...args: GoValue[]) => GoValue)): GoFunc {
  return value instanceof GoFunc ? value : new GoFunc(["any"], true, value);
}

/** A plain method takes no arguments. */
export function asMethod(value: GoFunc | (() => GoValue)): GoFunc {
  return value instanceof GoFunc ? value : new GoFunc([], false, value);
}

/** The parameter that takes the argument at an index. */
export function paramAt(func: GoFunc, index: number): ParamType {
  const last = func.params.length - 1;
  return func.params[func.variadic ? Math.min(index, last) : index] ?? "any";
}

/**
 * `call f a b`: calls a function that is a value.
 * @param name the callee as written, for messages
 */
export function call(name: string, callee: GoValue, args: readonly GoValue[]): GoValue {
  if (callee === undefined || callee === null) throw new FunctionError("call of nil");
  if (kindOf(callee) !== "func") throw new FunctionError(`non-function ${name} of type ${typeName(callee)}`);
  const func = asGoFunc(callee as GoFunc | ((...args: GoValue[]) => GoValue));
  const fixed = func.params.length - 1;
  if (func.variadic ? args.length < fixed : args.length !== func.params.length) {
    const want = func.variadic ? `at least ${fixed}` : String(func.params.length);
    throw new FunctionError(`wrong number of args for ${name}: got ${args.length} want ${want}`);
  }
  for (const [index, arg] of args.entries()) {
    const type = paramAt(func, index);
    if (arg === undefined || arg === null) {
      if (acceptsNil(type)) continue;
      throw new FunctionError(`arg ${index}: value is nil; should be of type ${paramTypeNames[type]}`);
    }
    if (!isAssignable(arg, type)) {
      throw new FunctionError(`arg ${index}: value has type ${typeName(arg)}; should be ${paramTypeNames[type]}`);
    }
  }
  return func.call(...args);
}
