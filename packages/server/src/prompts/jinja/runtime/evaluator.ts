import { JinjaError } from "../error.ts";
import { attributeOf, itemOf } from "../library/attributes.ts";
import { callBuiltin, withValue } from "../library/builtin.ts";
import { anyFilters, filters } from "../library/filters.ts";
import { SliceKey } from "../library/slice.ts";
import { tests } from "../library/tests.ts";
import type { CallArguments, Expression, FilterNode } from "../syntax/nodes.ts";
import { contains, equals, ordered, truth } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { listOf } from "../values/iterate.ts";
import { binary, negate, positive } from "../values/operators.ts";
import { str } from "../values/print.ts";
import {
  type Arguments,
  asText,
  Callable,
  noArguments,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from "../values/value.ts";
import { Loop } from "./loop.ts";
import type { Meter } from "./meter.ts";
import type { Runtime } from "./runtime.ts";
import type { Scope } from "./scope.ts";

/** Evaluates expressions, counting each. */
export class Evaluator implements Runtime {
  constructor(
    readonly meter: Meter,
    readonly now: () => Date,
  ) {}

  evaluate(node: Expression, scope: Scope): Value {
    if (node.type === "constant") return node.value;
    this.meter.step();
    switch (node.type) {
      case "name":
        return scope.get(node.name) ?? this.named(node.name, scope);
      case "attribute":
        return attributeOf(this.evaluate(node.object, scope), node.name, this);
      case "item":
        return itemOf(this.evaluate(node.object, scope), this.evaluate(node.key, scope), this);
      case "slice": {
        const part = (each: Expression | undefined) => (each === undefined ? null : this.evaluate(each, scope));
        return new SliceKey(part(node.start), part(node.stop), part(node.step));
      }
      case "call":
        return this.call(this.evaluate(node.callee, scope), this.arguments(node.args, scope));
      case "filter":
        return this.applyFilter(node, scope);
      case "test":
        return this.test(node.name, this.evaluate(node.value, scope), this.arguments(node.args, scope));
      case "and": {
        const left = this.evaluate(node.left, scope);
        return truth(left) ? this.evaluate(node.right, scope) : left;
      }
      case "or": {
        const left = this.evaluate(node.left, scope);
        return truth(left) ? left : this.evaluate(node.right, scope);
      }
      case "not":
        return !truth(this.evaluate(node.value, scope));
      case "negate":
        return negate(this.evaluate(node.value, scope));
      case "positive":
        return positive(this.evaluate(node.value, scope));
      case "binary":
        return binary(node.operator, this.evaluate(node.left, scope), this.evaluate(node.right, scope), this);
      case "concat":
        return this.concat(node.parts, scope);
      case "compare":
        return this.compare(node, scope);
      case "condition":
        if (truth(this.evaluate(node.test, scope))) return this.evaluate(node.then, scope);
        if (node.otherwise !== undefined) return this.evaluate(node.otherwise, scope);
        return new Undefined("the inline if-expression evaluated to false and no else section was defined.");
      case "list":
        return node.items.map((item) => this.evaluate(item, scope));
      case "tuple":
        return new Tuple(node.items.map((item) => this.evaluate(item, scope)));
      case "dict":
        return new Dict(
          node.entries.map(([key, value]) => [this.evaluate(key, scope), this.evaluate(value, scope)] as const),
        );
    }
  }

  /** A name that no scope has as anything but `None`. */
  private named(name: string, scope: Scope): Value {
    return scope.get(name) === null ? null : new Undefined(`'${name}' is undefined`);
  }

  /** @param body what a filter without a value is used on */
  applyFilter(node: FilterNode, scope: Scope, body?: Value): Value {
    const { value, name, args } = node;
    const input =
      value === undefined
        ? body!
        : value.type === "filter"
          ? this.applyFilter(value, scope, body)
          : this.evaluate(value, scope);
    return this.filter(name, input, this.arguments(args, scope));
  }

  filter(name: string, value: Value, args: Arguments): Value {
    this.meter.step();
    if (Object.hasOwn(filters, name)) return callBuiltin(name, filters[name]!, withValue(value, args), this);
    if (Object.hasOwn(anyFilters, name)) return anyFilters[name]!(value, args, this);
    throw new JinjaError(`No filter named '${name}'.`);
  }

  test(name: string, value: Value, args: Arguments): boolean {
    this.meter.step();
    if (Object.hasOwn(tests, name)) return truth(callBuiltin(name, tests[name]!, withValue(value, args), this));
    const asked = asText(value);
    if (name === "filter") {
      return asked !== undefined && (Object.hasOwn(filters, asked) || Object.hasOwn(anyFilters, asked));
    }
    if (name === "test") {
      return asked !== undefined && (Object.hasOwn(tests, asked) || asked === "filter" || asked === "test");
    }
    throw new JinjaError(`No test named '${name}'.`);
  }

  attribute(value: Value, name: string): Value {
    return attributeOf(value, name, this);
  }

  item(value: Value, key: Value): Value {
    return itemOf(value, key, this);
  }

  /** Calls what can be called. Throws JinjaError for anything else. */
  call(callee: Value, args: Arguments): Value {
    if (callee instanceof Callable) return callee.call(args);
    if (callee instanceof Loop && args.positional.length === 1) return callee.call(args.positional[0]!);
    if (callee instanceof Undefined) callee.fail();
    throw new JinjaError(`'${typeName(callee)}' object is not callable`);
  }

  arguments({ positional, named, list, mapping }: CallArguments, scope: Scope): Arguments {
    if (positional.length === 0 && named.length === 0 && list === undefined && mapping === undefined) {
      return noArguments;
    }
    const values = positional.map((each) => this.evaluate(each, scope));
    const byName = new Map(named.map(([name, each]) => [name, this.evaluate(each, scope)]));
    if (list !== undefined) values.push(...listOf(this.evaluate(list, scope), this));
    if (mapping !== undefined) {
      const more = this.evaluate(mapping, scope);
      if (!(more instanceof Dict)) throw new JinjaError("argument after ** must be a mapping");
      this.meter.step(more.size);
      for (const [key, value] of more.entries()) byName.set(str(key, this), value);
    }
    return { positional: values, named: byName };
  }

  private concat(parts: readonly Expression[], scope: Scope): string {
    const texts = parts.map((part) => str(this.evaluate(part, scope), this));
    this.meter.text(texts.reduce((sum, text) => sum + text.length, 0));
    return texts.join("");
  }

  private compare({ first, rest }: Expression & { readonly type: "compare" }, scope: Scope): boolean {
    let left = this.evaluate(first, scope);
    for (const [operator, operand] of rest) {
      const right = this.evaluate(operand, scope);
      if (!this.holds(operator, left, right)) return false;
      left = right;
    }
    return true;
  }

  private holds(operator: string, left: Value, right: Value): boolean {
    switch (operator) {
      case "==":
        return equals(left, right, this);
      case "!=":
        return !equals(left, right, this);
      case "in":
        return contains(right, left, this);
      case "not in":
        return !contains(right, left, this);
      default:
        return ordered(operator as "<" | "<=" | ">" | ">=", left, right, this);
    }
  }
}
