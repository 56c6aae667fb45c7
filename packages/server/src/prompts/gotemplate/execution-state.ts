import type { Bounds } from "./bounds.ts";
import { FunctionError, OutputLimitError, TemplateError, TemplateLimitError } from "./error.ts";
import { nodeText } from "./node-text.ts";
import type { AnyNode, PipeNode, VariableNode } from "./nodes.ts";
import { byteLength, quote } from "./text.ts";
import type { GoValue, MaybeBoxed } from "./value.ts";

interface Variable {
  readonly name: string;
  value: MaybeBoxed;
}

/** Variables in scope, the place for error messages, and the count of steps of one execution. */
export class ExecutionState {
  private variables: Variable[] = [];
  private node: AnyNode | undefined;
  private bodyName = "";
  private steps = 0;
  private work = 0;

  constructor(
    private readonly text: string,
    private readonly bounds: Bounds,
  ) {}

  /** Notes the node that errors are reported at. */
  at(node: AnyNode): void {
    this.node = node;
  }

  /** An execution error at the current node, in Go's words. */
  error(message: string, Kind: typeof TemplateError = TemplateError): TemplateError {
    if (!this.node) return new Kind(`template: ${this.bodyName}: ${message}`);
    const before = this.text.slice(0, this.node.pos);
    const line = before.split("\n").length;
    const column = byteLength(before.slice(before.lastIndexOf("\n") + 1));
    const place = `:${line}:${column}: executing ${quote(this.bodyName)} at <${nodeText(this.node)}>`;
    return new Kind(`template: ${place}: ${message}`);
  }

  /** Counts a step. */
  step(): void {
    const { steps } = this.bounds;
    if (++this.steps > steps) throw this.error(`exceeded maximum execution steps (${steps})`, TemplateLimitError);
  }

  /** Counts characters or entries that something reads or makes beyond one step. */
  charge(amount: number): void {
    this.work += amount;
    const { work } = this.bounds;
    if (this.work > work) throw this.error(`exceeded maximum execution work (${work})`, TemplateLimitError);
  }

  /** Runs what may throw FunctionError and reports that at the current node. */
  guard<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (error instanceof OutputLimitError) throw this.error(error.message, TemplateLimitError);
      if (error instanceof FunctionError) throw this.error(error.message);
      throw error;
    }
  }

  /** Starts a body with nothing but `$`; the result ends it. */
  enterBody(name: string, dot: GoValue): () => void {
    const { variables, bodyName, node } = this;
    this.variables = [{ name: "$", value: dot }];
    this.bodyName = name;
    return () => {
      this.variables = variables;
      this.bodyName = bodyName;
      this.node = node;
    };
  }

  /** The variables in scope, to release later ones. */
  mark(): number {
    return this.variables.length;
  }

  release(mark: number): void {
    this.variables.length = mark;
  }

  /** Gives a loop's variables their values for one round: with one variable the element, with two also the key. */
  setLoopVariables(pipe: PipeNode, key: GoValue, item: MaybeBoxed): void {
    const { declarations } = pipe;
    for (const [index, declaration] of declarations.entries()) {
      const value = index === declarations.length - 1 ? item : key;
      if (pipe.isAssign) this.assign(declaration, value);
      // Declared last, so they are at the end of the list.
      else this.variables[this.variables.length - declarations.length + index]!.value = value;
    }
  }

  protected lookUp(name: string): Variable {
    const variable = this.variables.findLast((candidate) => candidate.name === name);
    if (!variable) throw this.error(`undefined variable: ${name}`);
    return variable;
  }

  protected assign(variable: VariableNode, value: MaybeBoxed): void {
    this.lookUp(variable.path[0] ?? "").value = value;
  }

  protected declare(variable: VariableNode, value: GoValue): void {
    this.variables.push({ name: variable.path[0] ?? "", value });
  }
}
