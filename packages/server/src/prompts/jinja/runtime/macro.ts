import { JinjaError } from "../error.ts";
import type { Body, Parameter } from "../syntax/nodes.ts";
import { Dict } from "../values/dict.ts";
import { type Arguments, Callable, Tuple, Undefined, type Value } from "../values/value.ts";
import type { Scope } from "./scope.ts";
import { usesName } from "./uses-name.ts";

interface MacroDefinition {
  /** Undefined for the body of a call. */
  readonly name: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
}

interface MacroRunner {
  readonly evaluateDefault: (parameter: Parameter, scope: Scope) => Value;
  readonly render: (body: Body, scope: Scope) => Value;
}

/** A macro, or the body of a call, as a function. It sees the variables of where it stands. */
export function macro({ name, parameters, body }: MacroDefinition, around: Scope, runner: MacroRunner): Callable {
  const shown = name === undefined ? "None" : `'${name}'`;
  const call = ({ positional, named }: Arguments): Value => {
    const scope = around.inner();
    const rest = new Map(named);
    for (const [index, parameter] of parameters.entries()) {
      // None is a value, so only what is undefined was not given.
      const value = index < positional.length ? positional[index] : take(rest, parameter.name);
      scope.set(parameter.name, value === undefined ? absent(parameter, scope, runner) : value);
    }
    if (usesName(body, "caller") && !parameters.some((parameter) => parameter.name === "caller")) {
      scope.set("caller", take(rest, "caller") ?? new Undefined("No caller defined"));
    }
    takeRest(positional.slice(parameters.length), rest, body, scope, shown, parameters.length);
    return runner.render(body, scope);
  };
  const attributes = new Map<string, Value>([
    ["name", name ?? null],
    ["arguments", new Tuple(parameters.map((parameter) => parameter.name))],
    ["catch_kwargs", usesName(body, "kwargs")],
    ["catch_varargs", usesName(body, "varargs")],
    ["caller", usesName(body, "caller")],
  ]);
  return new Callable(name ?? "caller", call, "Macro", `<Macro ${name ? shown : "anonymous"}>`, attributes);
}

function take(named: Map<string, Value>, name: string): Value | undefined {
  const value = named.get(name);
  named.delete(name);
  return value;
}

function absent(parameter: Parameter, scope: Scope, runner: MacroRunner): Value {
  if (parameter.absent !== undefined) return runner.evaluateDefault(parameter, scope);
  return new Undefined(`parameter '${parameter.name}' was not provided`);
}

/** Arguments beyond the parameters are for a body that asks for them, and an error elsewhere. */
function takeRest(
  extra: readonly Value[],
  named: ReadonlyMap<string, Value>,
  body: Body,
  scope: Scope,
  name: string,
  count: number,
): void {
  if (usesName(body, "kwargs")) scope.set("kwargs", new Dict(named));
  else if (named.size > 0) {
    throw new JinjaError(`macro ${name} takes no keyword argument '${[...named.keys()][0]}'`);
  }
  if (usesName(body, "varargs")) scope.set("varargs", new Tuple(extra));
  else if (extra.length > 0) throw new JinjaError(`macro ${name} takes not more than ${count} argument(s)`);
}
