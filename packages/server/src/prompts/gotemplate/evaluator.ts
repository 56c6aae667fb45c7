import type { Bounds } from "./bounds.ts";
import { TemplateError } from "./error.ts";
import { ExecutionState } from "./execution-state.ts";
import { missingEntry } from "./functions/access.ts";
import { acceptsNil, asGoFunc, asMethod, call, isAssignable, paramAt, paramTypeNames } from "./functions/call.ts";
import { builtinFunctions, type FunctionMap } from "./functions/index.ts";
import { nodeText } from "./node-text.ts";
import type { AnyNode, ChainNode, CommandNode, NumberNode, Operand, PipeNode, VariableNode } from "./nodes.ts";
import { quote } from "./text.ts";
import {
  Boxed,
  element,
  type GoFunc,
  GoStruct,
  type GoValue,
  kindOf,
  type MaybeBoxed,
  mapGet,
  methodsOf,
  type ParamType,
  truth,
  typeName,
  unbox,
  underlying,
} from "./value.ts";

/** Stands for "no value comes down the pipeline", as distinct from an invalid one. */
const absent = Symbol("absent");
type Piped = GoValue | typeof absent;

/** Evaluates pipelines to values. */
export class Evaluator extends ExecutionState {
  constructor(
    text: string,
    private readonly functions: FunctionMap,
    bounds: Bounds,
  ) {
    super(text, bounds);
  }

  /** The value of a pipeline; its declarations and assignments take effect. */
  pipeline(dot: MaybeBoxed, pipe: PipeNode): GoValue {
    this.at(pipe);
    let value: Piped = absent;
    for (const command of pipe.commands) value = unbox(this.command(dot, command, value)) ?? undefined;
    const result = value === absent ? undefined : value;
    for (const variable of pipe.declarations) {
      if (pipe.isAssign) this.assign(variable, result);
      else this.declare(variable, result);
    }
    return result;
  }

  private command(dot: MaybeBoxed, command: CommandNode, piped: Piped): MaybeBoxed {
    const { args } = command;
    const first = args[0]!;
    switch (first.type) {
      case "field":
        this.at(first);
        return this.fields(dot, first, dot, first.path, args, piped);
      case "chain":
        return this.chain(dot, first, args, piped);
      case "identifier":
        return this.callNamed(dot, first.name, first, command, args, piped);
      case "pipe":
        this.rejectArguments(args, piped);
        return this.pipeline(dot, first);
      case "variable":
        return this.variable(dot, first, args, piped);
    }
    this.at(first);
    this.rejectArguments(args, piped);
    switch (first.type) {
      case "bool":
        return first.value;
      case "dot":
        return dot;
      case "nil":
        throw this.error("nil is not a command");
      case "number":
        return this.constant(first);
      case "string":
        return first.text;
    }
  }

  private rejectArguments(args: readonly Operand[], piped: Piped): void {
    if (args.length > 1 || piped !== absent) {
      throw this.error(`can't give argument to non-function ${nodeText(args[0]!)}`);
    }
  }

  /** A number where no type is asked for: written like a float it is one, else an int. */
  private constant(node: NumberNode): GoValue {
    this.at(node);
    const isHexInt = /^0[xX]./.test(node.text) && !/[pP]/.test(node.text);
    const isFloat = !isHexInt && !node.text.startsWith("'") && /[.eEpP]/.test(node.text);
    if (isFloat && node.float !== undefined) return node.float;
    if (node.int === undefined) throw this.error(`${node.text} overflows int`);
    return node.int;
  }

  private variable(dot: MaybeBoxed, node: VariableNode, args: readonly Operand[], piped: Piped): MaybeBoxed {
    this.at(node);
    const [name = "", ...path] = node.path;
    const { value } = this.lookUp(name);
    if (path.length > 0) return this.fields(dot, node, value, path, args, piped);
    this.rejectArguments(args.length > 0 ? args : [node], piped);
    return value;
  }

  private chain(dot: MaybeBoxed, node: ChainNode, args: readonly Operand[], piped: Piped): MaybeBoxed {
    this.at(node);
    const receiver = this.argument(dot, "value", node.operand);
    return this.fields(dot, node, receiver, node.path, args, piped);
  }

  /** Follows a path of names; the last one, if it is a method, gets the arguments. */
  private fields(
    dot: MaybeBoxed,
    node: Operand,
    start: MaybeBoxed,
    path: readonly string[],
    args: readonly Operand[],
    piped: Piped,
  ): MaybeBoxed {
    let receiver = start;
    for (const [index, name] of path.entries()) {
      const isLast = index === path.length - 1;
      receiver = this.field(dot, node, receiver, name, isLast ? args : [], isLast ? piped : absent);
    }
    return receiver;
  }

  private field(
    dot: MaybeBoxed,
    node: Operand,
    boxed: MaybeBoxed,
    name: string,
    args: readonly Operand[],
    piped: Piped,
  ): MaybeBoxed {
    const receiver = unbox(boxed);
    if (receiver === undefined) return undefined;
    if (receiver === null) throw this.error(`nil pointer evaluating interface {}.${name}`);
    const methods = methodsOf(receiver);
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method) return this.callFunction(dot, asMethod(method), false, name, node, args, piped);
    const hasArguments = args.length > 1 || piped !== absent;
    if (receiver instanceof GoStruct && receiver.fields.has(name)) {
      if (hasArguments) throw this.error(`${name} has arguments but cannot be invoked as function`);
      return receiver.fields.get(name) ?? null;
    }
    if (kindOf(receiver) === "map") {
      if (hasArguments) throw this.error(`${name} is not a method but has arguments`);
      const entry = mapGet(receiver, name);
      return entry === undefined ? missingEntry(receiver) : element(receiver, entry);
    }
    const type = boxed instanceof Boxed ? "interface {}" : typeName(receiver);
    throw this.error(`can't evaluate field ${name} in type ${type}`);
  }

  private callNamed(
    dot: MaybeBoxed,
    name: string,
    node: Operand,
    place: AnyNode,
    args: readonly Operand[],
    piped: Piped,
  ): GoValue {
    this.at(node);
    const added = Object.hasOwn(this.functions, name) ? this.functions[name] : undefined;
    const func = added ? asGoFunc(added) : Object.hasOwn(builtinFunctions, name) ? builtinFunctions[name] : undefined;
    if (!func) throw this.error(`${quote(name)} is not a defined function`);
    return this.callFunction(dot, func, !added, name, place, args, piped);
  }

  /** @param operands the function itself, then its arguments; empty if it stands alone */
  private callFunction(
    dot: MaybeBoxed,
    func: GoFunc,
    isBuiltin: boolean,
    name: string,
    place: AnyNode,
    operands: readonly Operand[],
    piped: Piped,
  ): GoValue {
    this.step();
    const operandsOnly = operands.slice(1);
    const count = operandsOnly.length + (piped === absent ? 0 : 1);
    const fixed = func.params.length - 1;
    if (func.variadic ? count < fixed : count !== func.params.length) {
      const numbers = func.variadic
        ? `want at least ${fixed} got ${operandsOnly.length}`
        : `want ${func.params.length} got ${count}`;
      throw this.error(`wrong number of args for ${name}: ${numbers}`);
    }
    if (isBuiltin && (name === "and" || name === "or")) return this.logic(dot, name === "or", operandsOnly, piped);
    const args = operandsOnly.map((operand, index) => this.argument(dot, paramAt(func, index), operand));
    if (piped !== absent) args.push(this.validate(piped, paramAt(func, count - 1)));
    for (const arg of args) {
      const plain = underlying(arg);
      if (typeof plain === "string") this.charge(plain.length);
    }
    try {
      const calleeName = operandsOnly[0] ? nodeText(operandsOnly[0]) : `<${typeName(args[0])} Value>`;
      const result = isBuiltin && name === "call" ? call(calleeName, args[0], args.slice(1)) : func.call(...args);
      if (typeof result === "string") this.charge(result.length);
      return result;
    } catch (error) {
      if (error instanceof TemplateError || error instanceof RangeError || !(error instanceof Error)) throw error;
      this.at(place);
      throw this.error(`error calling ${name}: ${error.message}`);
    }
  }

  /** `and` and `or`: the first operand that decides, else the last; later ones are not evaluated. */
  private logic(dot: MaybeBoxed, deciding: boolean, operands: readonly Operand[], piped: Piped): GoValue {
    let value: GoValue;
    for (const operand of operands) {
      value = this.argument(dot, "value", operand);
      if (truth(value) === deciding) return value;
    }
    return piped === absent ? value : piped;
  }

  /** The value of an operand for a parameter. */
  private argument(dot: MaybeBoxed, type: ParamType, operand: Operand): GoValue {
    this.at(operand);
    switch (operand.type) {
      case "dot":
        return this.validate(dot, type);
      case "nil":
        if (acceptsNil(type)) return type === "any" ? null : undefined;
        throw this.error(`cannot assign nil to ${paramTypeNames[type]}`);
      case "field":
        return this.validate(this.fields(dot, operand, dot, operand.path, [operand], absent), type);
      case "variable":
        return this.validate(this.variable(dot, operand, [], absent), type);
      case "pipe":
        return this.validate(this.pipeline(dot, operand), type);
      case "identifier":
        return this.validate(this.callNamed(dot, operand.name, operand, operand, [], absent), type);
      case "chain":
        return this.validate(this.chain(dot, operand, [], absent), type);
    }
    if (type === "value" || type === "any")
      return operand.type === "number" ? this.constant(operand) : literal(operand);
    return this.typedLiteral(operand, type);
  }

  /** A literal for a parameter of a concrete type. */
  private typedLiteral(operand: Operand, type: ParamType): GoValue {
    if (type === "bool" && operand.type === "bool") return operand.value;
    if (type === "string" && operand.type === "string") return operand.text;
    if (type === "int" && operand.type === "number" && operand.int !== undefined) return operand.int;
    if (type === "float64" && operand.type === "number" && operand.float !== undefined) return operand.float;
    const wanted = type === "int" ? "integer" : type === "float64" ? "float" : type;
    throw this.error(`expected ${wanted}; found ${nodeText(operand)}`);
  }

  /** A value for a parameter, or the error that it cannot be one. */
  private validate(boxed: MaybeBoxed, type: ParamType): GoValue {
    const value = unbox(boxed);
    if (value === undefined) {
      if (acceptsNil(type)) return type === "any" ? null : undefined;
      throw this.error(`invalid value; expected ${paramTypeNames[type]}`);
    }
    if (isAssignable(value, type)) return value;
    throw this.error(`wrong type for value; expected ${paramTypeNames[type]}; got ${typeName(value)}`);
  }
}

function literal(operand: Operand): GoValue {
  if (operand.type === "bool") return operand.value;
  return operand.type === "string" ? operand.text : undefined;
}
