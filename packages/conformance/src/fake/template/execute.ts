import { goJson } from "../serialize.ts";
import type { Node, Operand, Pipe, Template } from "./parse.ts";

/** A template that fails while it runs. */
export class TemplateFailure extends Error {
  override readonly name = "TemplateFailure";
}

/** Where a template is: the dot, the variables, and whether a loop shall go on. */
interface Scope {
  readonly dot: unknown;
  readonly variables: Map<string, { value: unknown }>;
}

type Signal = "break" | "continue" | undefined;

/** Runs a template. A Map has its names, an object its fields; a field that it lacks is a failure. */
export function execute({ nodes, parts }: Template, root: ReadonlyMap<string, unknown>): string {
  let output = "";
  const list = (body: readonly Node[], scope: Scope): Signal => {
    for (const node of body) {
      const signal = one(node, scope);
      if (signal !== undefined) return signal;
    }
    return undefined;
  };
  const inner = (scope: Scope, dot: unknown): Scope => ({ dot, variables: new Map(scope.variables) });
  const one = (node: Node, scope: Scope): Signal => {
    switch (node.kind) {
      case "text":
        output += node.text;
        return undefined;
      case "print": {
        const value = evaluate(node.pipe, scope);
        if (node.pipe.variables.length === 0) output += printed(value);
        return undefined;
      }
      case "if":
      case "with": {
        const own = inner(scope, scope.dot);
        const value = evaluate(node.pipe, own);
        if (!truth(value)) return list(node.otherwise, own);
        return list(node.body, node.kind === "if" ? own : { ...own, dot: value });
      }
      case "range": {
        const [first, second] = node.pipe.variables;
        const items = entries(evaluate({ ...node.pipe, variables: [] }, scope));
        if (items.length === 0) return list(node.otherwise, scope);
        for (const [key, value] of items) {
          const own = inner(scope, value);
          if (first !== undefined) own.variables.set(first, { value: second === undefined ? value : key });
          if (second !== undefined) own.variables.set(second, { value });
          if (list(node.body, own) === "break") break;
        }
        return undefined;
      }
      case "template": {
        const dot = node.pipe === undefined ? undefined : evaluate(node.pipe, scope);
        list(parts.get(node.name) ?? [], { dot, variables: new Map([["$", { value: dot }]]) });
        return undefined;
      }
      default:
        return node.kind;
    }
  };
  list(nodes, { dot: root, variables: new Map([["$", { value: root }]]) });
  return output;
}

function evaluate({ calls, variables, declares }: Pipe, scope: Scope): unknown {
  let value: unknown;
  for (const [index, call] of calls.entries()) value = called(call, scope, index === 0 ? [] : [value]);
  for (const name of variables) {
    const known = scope.variables.get(name);
    if (declares || known === undefined) scope.variables.set(name, { value });
    else known.value = value;
  }
  return value;
}

function called([first, ...rest]: readonly Operand[], scope: Scope, piped: readonly unknown[]): unknown {
  if (first?.kind !== "function") return operandValue(first!, scope);
  const { name } = first;
  if (name === "and" || name === "or") {
    let value: unknown;
    for (const operand of rest) {
      value = operandValue(operand, scope);
      if (truth(value) === (name === "or")) return value;
    }
    return piped.length > 0 ? piped[0] : value;
  }
  return functions[name]!(...rest.map((operand) => operandValue(operand, scope)), ...piped);
}

function operandValue(operand: Operand, scope: Scope): unknown {
  switch (operand.kind) {
    case "constant":
      return operand.value;
    case "function":
      return functions[operand.name]!();
    case "group":
      return operand.path.reduce(field, evaluate(operand.pipe, scope));
    case "field": {
      const { variable, path } = operand;
      return path.reduce(field, variable === undefined ? scope.dot : scope.variables.get(variable)?.value);
    }
  }
}

function field(value: unknown, name: string): unknown {
  if (value instanceof Map) return value.get(name);
  if (typeof value === "object" && value !== null && name in value) return (value as Record<string, unknown>)[name];
  throw new TemplateFailure(`template: :1: can't evaluate field ${name}`);
}

function truth(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value instanceof Map ? value.size > 0 : Boolean(value);
}

function entries(value: unknown): [unknown, unknown][] {
  if (value instanceof Map) return [...value].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return Array.isArray(value) ? [...value.entries()] : [];
}

function printed(value: unknown): string {
  if (value === undefined || value === null) return "<no value>";
  if (typeof value !== "object") return String(value);
  if ("toJSON" in value) return goJson(value);
  const parts =
    value instanceof Map ? entries(value).map(([k, v]) => `${k}:${printed(v)}`) : Object.values(value).map(printed);
  return value instanceof Map
    ? `map[${parts.join(" ")}]`
    : Array.isArray(value)
      ? `[${parts.join(" ")}]`
      : `{${parts.join(" ")}}`;
}

const order = (holds: (sign: number) => boolean) => (a: unknown, b: unknown) =>
  holds(a === b ? 0 : (a as number | string) < (b as number | string) ? -1 : 1);

const functions: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  not: (value) => !truth(value),
  len: (value) => {
    if (typeof value === "string") return Buffer.byteLength(value);
    if (value instanceof Map) return value.size;
    if (Array.isArray(value)) return value.length;
    throw new TemplateFailure("template: :1: error calling len");
  },
  index: (value, ...keys) =>
    keys.reduce((inner, key) => {
      const list = Array.isArray(inner) || typeof inner === "string";
      if (!list) return field(inner, String(key));
      if (Number(key) >= inner.length || Number(key) < 0) {
        throw new TemplateFailure(`template: :1: error calling index: index out of range: ${key}`);
      }
      return inner[Number(key)];
    }, value),
  slice: (value, from, to) => (value as string | unknown[]).slice(from as number, to as number | undefined),
  print: (...values) => values.map(printed).join(""),
  eq: (first, ...others) => others.some((other) => other === first),
  ne: (a, b) => a !== b,
  lt: order((sign) => sign < 0),
  le: order((sign) => sign <= 0),
  gt: order((sign) => sign > 0),
  ge: order((sign) => sign >= 0),
  json: (value) => goJson(value),
  currentDate: () => day(0),
  yesterdayDate: () => day(-1),
};

/** A day as `YYYY-MM-DD`, in local time. */
function day(offset: number): string {
  const date = new Date();
  date.setDate(date.getDate() + offset);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}
