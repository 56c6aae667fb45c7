import { JinjaError } from "../error.ts";
import type { Body, Expression, ForNode, MacroNode, Statement, Target } from "../syntax/nodes.ts";
import { truth } from "../values/compare.ts";
import { escapeHtml } from "../values/html.ts";
import { listOf } from "../values/iterate.ts";
import { str } from "../values/print.ts";
import {
  asItems,
  type Callable,
  Callable as CallableValue,
  Generator,
  Markup,
  Namespace,
  typeName,
  Undefined,
  type Value,
} from "../values/value.ts";
import { BlockReferences } from "./block-references.ts";
import type { Evaluator } from "./evaluator.ts";
import { Loop } from "./loop.ts";
import { macro } from "./macro.ts";
import type { Meter } from "./meter.ts";
import type { Scope } from "./scope.ts";

/** What a body asks of the loop around it. */
type Signal = "break" | "continue" | undefined;

/** Executes the statements of a template. */
export class Executor {
  readonly #evaluator: Evaluator;
  readonly #root: Scope;
  #escapes = false;
  #out: string[] = [];

  /** @param outer the variables and functions that the template gets */
  constructor(
    private readonly meter: Meter,
    evaluator: Evaluator,
    outer: Scope,
  ) {
    this.#evaluator = evaluator;
    this.#root = outer.inner();
  }

  run(program: Body): string {
    this.#root.set("self", new BlockReferences(program, (body) => this.capture(body, this.#root.inner())));
    return str(this.capture(program, this.#root), this.#evaluator);
  }

  /** What a body prints. */
  private capture(body: Body, scope: Scope): string | Markup {
    const outer = this.#out;
    this.#out = [];
    try {
      if (this.body(body, scope) !== undefined) throw new JinjaError("a loop is left outside of any");
      const text = this.#out.join("");
      this.meter.text(text.length);
      return this.#escapes ? new Markup(text) : text;
    } finally {
      this.#out = outer;
    }
  }

  private body(body: Body, scope: Scope): Signal {
    for (const statement of body) {
      const signal = this.statement(statement, scope);
      if (signal !== undefined) return signal;
    }
    return undefined;
  }

  private statement(node: Statement, scope: Scope): Signal {
    this.meter.step();
    switch (node.type) {
      case "text":
        this.write(node.text);
        return undefined;
      case "output":
        this.output(this.#evaluator.evaluate(node.value, scope));
        return undefined;
      case "if": {
        const branch = node.branches.find(([test]) => truth(this.#evaluator.evaluate(test, scope)));
        return this.body(branch?.[1] ?? node.otherwise, scope);
      }
      case "for":
        this.loop(node, this.#evaluator.evaluate(node.items, scope), scope, 0);
        return undefined;
      case "set":
        this.assign(node.target, this.#evaluator.evaluate(node.value, scope), scope);
        return undefined;
      case "set-body": {
        const text = this.capture(node.body, scope.inner());
        const { filter } = node;
        this.assign(node.target, filter === undefined ? text : this.#evaluator.applyFilter(filter, scope, text), scope);
        return undefined;
      }
      case "macro":
        scope.set(node.name, this.macro(node, scope));
        return undefined;
      case "call-body":
        this.callWithBody(node, scope);
        return undefined;
      case "filter-body":
        this.output(this.#evaluator.applyFilter(node.filter, scope, this.capture(node.body, scope.inner())));
        return undefined;
      case "with":
        return this.with(node.values, node.body, scope);
      case "block":
        this.output(this.capture(node.body, (node.isScoped ? scope : this.#root).inner()));
        return undefined;
      case "scope":
        this.output(this.capture(node.body, scope.inner()));
        return undefined;
      case "autoescape":
        return this.autoescape(truth(this.#evaluator.evaluate(node.value, scope)), node.body, scope.inner());
      case "other-template":
        throw new JinjaError(`{% ${node.tag} %} needs other templates, which chat templates have not`);
      default:
        return node.type;
    }
  }

  private write(text: string): void {
    this.meter.text(text.length);
    this.#out.push(text);
  }

  private output(value: Value): void {
    const text = str(value, this.#evaluator);
    this.write(this.#escapes && !(value instanceof Markup) ? escapeHtml(text) : text);
  }

  private loop(node: ForNode, source: Value, scope: Scope, depth: number): void {
    const recurse = (items: Value, level: number): Value =>
      this.meter.call(() => this.captureLoop(node, items, scope, level));
    const items = node.filter === undefined ? source : new Generator(this.filtered(node, source, scope));
    const loop = new Loop(items, this.#evaluator, depth, node.isRecursive ? recurse : undefined);
    let isEmpty = true;
    for (let next = loop.advance(); !next.done; next = loop.advance()) {
      isEmpty = false;
      const inner = scope.inner();
      inner.set("loop", loop);
      this.assign(node.target, next.value, inner);
      if (this.body(node.body, inner) === "break") break;
    }
    // What follows is outside of the loop: a break there belongs to the loop around it.
    if (isEmpty) this.body(node.otherwise, scope.inner());
  }

  private captureLoop(node: ForNode, items: Value, scope: Scope, depth: number): Value {
    const outer = this.#out;
    this.#out = [];
    try {
      this.loop(node, items, scope, depth);
      return this.#out.join("");
    } finally {
      this.#out = outer;
    }
  }

  private *filtered(node: ForNode, source: Value, scope: Scope): Iterator<Value, void> {
    const loop = new Loop(source, this.#evaluator, 0);
    for (let next = loop.advance(); !next.done; next = loop.advance()) {
      const inner = scope.inner();
      this.assign(node.target, next.value, inner);
      if (truth(this.#evaluator.evaluate(node.filter!, inner))) yield next.value;
    }
  }

  private assign(target: Target, value: Value, scope: Scope): void {
    if (target.type === "name") {
      scope.set(target.name, value);
    } else if (target.type === "namespace") {
      const namespace = scope.get(target.name) ?? new Undefined(`'${target.name}' is undefined`);
      if (!(namespace instanceof Namespace)) throw new JinjaError("cannot assign attribute on non-namespace object");
      namespace.attributes.set(target.attribute, value);
    } else {
      const items = this.unpacked(value);
      const { length } = target.items;
      if (items.length < length) {
        throw new JinjaError(`not enough values to unpack (expected ${length}, got ${items.length})`);
      }
      if (items.length > length) throw new JinjaError(`too many values to unpack (expected ${length})`);
      for (const [index, each] of target.items.entries()) this.assign(each, items[index]!, scope);
    }
  }

  private unpacked(value: Value): readonly Value[] {
    const items = asItems(value);
    if (items !== undefined) return items;
    try {
      return listOf(value, this.#evaluator);
    } catch (error) {
      if (!(error instanceof JinjaError) || error.name !== "JinjaError" || value instanceof Generator) throw error;
      throw new JinjaError(`cannot unpack non-iterable ${typeName(value)} object`);
    }
  }

  private macro(
    node: Omit<MacroNode, "type" | "name"> & { readonly name: string | undefined },
    scope: Scope,
  ): Callable {
    return macro(node, scope, {
      evaluateDefault: (parameter, inner) => this.#evaluator.evaluate(parameter.absent!, inner),
      render: (body, inner) => this.meter.call(() => this.capture(body, inner)),
    });
  }

  private callWithBody(node: Statement & { readonly type: "call-body" }, scope: Scope): void {
    const { callee, args } = node.call;
    const caller = this.macro({ name: undefined, parameters: node.parameters, body: node.body }, scope);
    const function_ = this.#evaluator.evaluate(callee, scope);
    const { positional, named } = this.#evaluator.arguments(args, scope);
    if (!(function_ instanceof CallableValue)) this.#evaluator.call(function_, { positional, named });
    this.output(this.#evaluator.call(function_, { positional, named: new Map(named).set("caller", caller) }));
  }

  /** The values are evaluated before any of the names is set. */
  private with(values: readonly (readonly [Target, Expression])[], body: Body, scope: Scope): Signal {
    const inner = scope.inner();
    const evaluated = values.map(([target, value]) => [target, this.#evaluator.evaluate(value, scope)] as const);
    for (const [target, value] of evaluated) this.assign(target, value, inner);
    return this.body(body, inner);
  }

  private autoescape(escapes: boolean, body: Body, scope: Scope): Signal {
    const outer = this.#escapes;
    this.#escapes = escapes;
    try {
      return this.body(body, scope);
    } finally {
      this.#escapes = outer;
    }
  }
}
