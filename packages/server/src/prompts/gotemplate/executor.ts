import { type Bounds, maxTemplateDepth, TextBuffer } from "./bounds.ts";
import { TemplateError } from "./error.ts";
import { Evaluator } from "./evaluator.ts";
import type { FunctionMap } from "./functions/index.ts";
import { nodeText } from "./node-text.ts";
import type { ActionNode, BranchNode, ListNode, Node, TemplateNode } from "./nodes.ts";
import { sprint } from "./printf.ts";
import { quote, toValidText } from "./text.ts";
import { element, type GoValue, kindOf, type MaybeBoxed, mapEntries, truth, typeName, underlying } from "./value.ts";

interface ParsedTemplate {
  readonly text: string;
  readonly trees: ReadonlyMap<string, ListNode>;
}

/** What a body asks of the loop around it. */
type Signal = "break" | "continue" | undefined;

/**
 * Executes a template.
 * @throws TemplateError with Go's text, or when a bound on depth, steps or output is passed
 */
export function execute(template: ParsedTemplate, data: GoValue, functions: FunctionMap, bounds: Bounds): string {
  return new Execution(template, functions, bounds).run(data);
}

class Execution {
  private readonly out: TextBuffer;
  private evaluator: Evaluator;
  private depth = 0;

  constructor(
    private readonly template: ParsedTemplate,
    functions: FunctionMap,
    bounds: Bounds,
  ) {
    this.out = new TextBuffer(bounds.output);
    this.evaluator = new Evaluator(template.text, functions, bounds);
  }

  run(data: GoValue): string {
    const root = this.template.trees.get("");
    if (!root) throw new TemplateError('template: : "" is an incomplete or empty template');
    try {
      this.body("", data ?? undefined, root);
      return toValidText(this.out.toString());
    } catch (error) {
      // The limits should come first; this is for callers deep in the stack and for texts the engine refuses to make.
      if (error instanceof RangeError) throw this.evaluator.error("exceeded the limits of execution");
      throw error;
    }
  }

  /** Runs a body by name with its own variables. */
  private body(name: string, dot: GoValue, list: ListNode): void {
    const { evaluator } = this;
    const leave = evaluator.enterBody(name, dot);
    this.list(dot, list);
    leave();
  }

  private list(dot: MaybeBoxed, list: ListNode): Signal {
    this.evaluator.at(list);
    for (const node of list.nodes) {
      const signal = this.node(dot, node);
      if (signal) return signal;
    }
    return undefined;
  }

  private node(dot: MaybeBoxed, node: Node): Signal {
    this.evaluator.at(node);
    this.evaluator.step();
    switch (node.type) {
      case "text":
        this.write(node.text);
        return undefined;
      case "action":
        this.action(dot, node);
        return undefined;
      case "if":
      case "with":
        return this.condition(dot, node);
      case "range":
        return this.range(dot, node);
      case "template":
        this.call(dot, node);
        return undefined;
      default:
        return node.type;
    }
  }

  private write(text: string): void {
    this.evaluator.guard(() => this.out.write(text));
  }

  private action(dot: MaybeBoxed, node: ActionNode): void {
    const { evaluator } = this;
    // An assignment prints nothing; what it declares lives on until the list around it ends.
    const value = evaluator.pipeline(dot, node.pipe);
    if (node.pipe.declarations.length > 0) return;
    evaluator.at(node);
    this.write(this.printed(node, value));
  }

  private printed(node: ActionNode, value: GoValue): string {
    const kind = kindOf(value);
    if (kind === "func") throw this.evaluator.error(`can't print ${nodeText(node)} of type ${typeName(value)}`);
    if (kind === "string" && typeof value === "string") return value;
    if (kind === "invalid" || kind === "interface") return "<no value>";
    return this.evaluator.guard(() => sprint([value]));
  }

  private condition(dot: MaybeBoxed, node: BranchNode): Signal {
    const { evaluator } = this;
    const mark = evaluator.mark();
    const value = evaluator.pipeline(dot, node.pipe);
    let signal: Signal;
    if (truth(value)) signal = this.list(node.type === "with" ? value : dot, node.list);
    else if (node.elseList) signal = this.list(dot, node.elseList);
    evaluator.release(mark);
    return signal;
  }

  private range(dot: MaybeBoxed, node: BranchNode): Signal {
    const { evaluator } = this;
    const mark = evaluator.mark();
    evaluator.at(node);
    const value = evaluator.pipeline(dot, node.pipe);
    const inner = evaluator.mark();
    let ran = false;
    for (const [key, item] of this.items(value, node)) {
      ran = true;
      evaluator.step();
      evaluator.setLoopVariables(node.pipe, key, item);
      const signal = this.list(item, node.list);
      evaluator.release(inner);
      if (signal === "break") break;
    }
    const signal = !ran && node.elseList ? this.list(dot, node.elseList) : undefined;
    evaluator.release(mark);
    return signal;
  }

  /** Index and element, key and value, or nothing and number of what a range goes over. */
  private *items(value: GoValue, node: BranchNode): Generator<readonly [GoValue, MaybeBoxed]> {
    const plain = underlying(value);
    switch (kindOf(value)) {
      case "int":
      case "uint":
        if (node.pipe.declarations.length > 1) {
          throw this.evaluator.error(`can't use ${plain} to iterate over more than one variable`);
        }
        for (let i = 0n; i < (plain as bigint); i++) yield [undefined, i];
        return;
      case "slice": {
        let i = 0n;
        for (const item of plain as readonly GoValue[]) yield [i++, element(value, item)];
        return;
      }
      case "map": {
        const entries = mapEntries(value);
        this.evaluator.charge(entries.length);
        for (const [key, item] of entries) yield [key, element(value, item)];
        return;
      }
      case "invalid":
      case "interface":
        return;
      default:
        throw this.evaluator.error(`range can't iterate over ${this.evaluator.guard(() => sprint([value]))}`);
    }
  }

  private call(dot: MaybeBoxed, node: TemplateNode): void {
    const { evaluator } = this;
    const body = this.template.trees.get(node.name);
    if (!body) throw evaluator.error(`template ${quote(node.name)} not defined`);
    if (this.depth >= maxTemplateDepth) throw evaluator.error(`exceeded maximum template depth (${maxTemplateDepth})`);
    this.depth++;
    this.body(node.name, node.pipe ? evaluator.pipeline(dot, node.pipe) : undefined, body);
    this.depth--;
  }
}
