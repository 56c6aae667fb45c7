import type { TemplateError } from "./error.ts";
import { goFunctionNames } from "./functions/names.ts";
import type { Token } from "./lexer.ts";
import { unquote } from "./literals.ts";
import type { BranchNode, ListNode, Node, PipeNode, TemplateNode } from "./nodes.ts";
import { type ExpressionContext, parsePipeline } from "./parse-pipeline.ts";
import { quote } from "./text.ts";
import { TokenStream } from "./token-stream.ts";

/** How deep `if`, `range`, `with` and `block` may nest, long `else if` chains included. */
const maxNesting = 500;

type Trees = Map<string, ListNode>;

/** What ends a list: `{{end}}`, or `{{else}}`, whose `if` or `with` is then the next token. */
interface Terminator {
  readonly type: "end" | "else";
  readonly pos: number;
}

/**
 * Parses a template and its definitions into bodies by name; the template itself has the name `""`.
 * @throws TemplateError with Go's text
 */
export function parse(text: string): Map<string, ListNode> {
  const stream = new TokenStream(text);
  const trees: Trees = new Map();
  try {
    new BodyParser(stream, trees).parseRoot();
  } catch (error) {
    // The limits on nesting should come first; this is for callers that are themselves deep in the stack.
    if (error instanceof RangeError) throw stream.error("exceeded maximum nesting depth");
    throw error;
  }
  return trees;
}

/** Parses one body: the template's own, or that of a `define` or `block`, which has variables of its own. */
class BodyParser {
  private readonly context: ExpressionContext;
  private rangeDepth = 0;
  /** Line of the action being parsed, 0 between actions. */
  private actionLine = 0;

  constructor(
    private readonly stream: TokenStream,
    private readonly trees: Trees,
    private nesting = 0,
  ) {
    this.context = {
      stream,
      variables: ["$"],
      parenDepth: 0,
      hasFunction: (name) => goFunctionNames.has(name),
      unexpected: (token, context) => this.unexpected(token, context),
    };
  }

  parseRoot(): void {
    const { stream } = this;
    const pos = stream.peek().pos;
    const nodes: Node[] = [];
    while (stream.peek().type !== "eof") {
      if (this.parseDefinition()) continue;
      const node = this.textOrAction();
      if (isTerminator(node)) throw stream.error(`unexpected {{${node.type}}}`);
      nodes.push(node);
    }
    this.addTree("", { type: "list", pos, nodes });
  }

  /** Parses `{{define "name"}} body {{end}}` if it comes next. */
  private parseDefinition(): boolean {
    const { stream } = this;
    const mark = stream.mark();
    if (stream.next().type !== "leftDelim" || !isKeyword(stream.nextSolid(), "define")) {
      stream.reset(mark);
      return false;
    }
    new BodyParser(stream, this.trees).definition();
    return true;
  }

  private definition(): void {
    const clause = "define clause";
    const name = this.templateName(this.stream.nextSolid(), clause);
    this.expectRightDelim(clause);
    this.namedBody(name, clause);
  }

  /** Parses a body up to its `{{end}}` and adds it to the trees. */
  private namedBody(name: string, clause: string): void {
    const { list, terminator } = this.list();
    if (terminator.type !== "end") throw this.stream.error(`unexpected {{${terminator.type}}} in ${clause}`);
    this.addTree(name, list);
  }

  /** A body replaces an earlier one of its name only if that one is blank; a blank one never replaces another. */
  private addTree(name: string, body: ListNode): void {
    const existing = this.trees.get(name);
    if (!existing || isBlank(existing)) this.trees.set(name, body);
    else if (!isBlank(body)) {
      throw this.stream.error(`template: multiple definition of template ${quote(name)}`);
    }
  }

  private list(): { readonly list: ListNode; readonly terminator: Terminator } {
    const { stream } = this;
    const pos = stream.peekSolid().pos;
    const nodes: Node[] = [];
    while (stream.peekSolid().type !== "eof") {
      const node = this.textOrAction();
      if (isTerminator(node)) return { list: { type: "list", pos, nodes }, terminator: node };
      nodes.push(node);
    }
    throw stream.error("unexpected EOF");
  }

  private textOrAction(): Node | Terminator {
    const token = this.stream.nextSolid();
    if (token.type === "text") return { type: "text", pos: token.pos, text: token.text };
    if (token.type !== "leftDelim") throw this.unexpected(token, "input");
    this.actionLine = token.line;
    const node = this.action();
    this.actionLine = 0;
    return node;
  }

  private action(): Node | Terminator {
    const { stream } = this;
    const token = stream.nextSolid();
    if (token.type === "keyword") {
      switch (token.text) {
        case "block":
          return this.block();
        case "break":
        case "continue":
          return this.loopControl(token, token.text);
        case "else":
          return this.elseControl();
        case "end":
          return { type: "end", pos: this.expectRightDelim("end").pos };
        case "if":
        case "range":
        case "with":
          return this.branch(token.text);
        case "template":
          return this.templateCall();
      }
    }
    stream.back();
    const pos = stream.peek().pos;
    return { type: "action", pos, pipe: this.pipeline("command") };
  }

  private pipeline(context: string): PipeNode {
    return parsePipeline(this.context, context, "rightDelim");
  }

  private branch(type: BranchNode["type"]): BranchNode {
    if (++this.nesting > maxNesting) throw this.stream.error("exceeded maximum nesting depth");
    const variables = this.context.variables.length;
    const pipe = this.pipeline(type);
    if (type === "range") this.rangeDepth++;
    const { list, terminator } = this.list();
    if (type === "range") this.rangeDepth--;
    const elseList = terminator.type === "else" ? this.elseList(type, terminator) : undefined;
    this.context.variables.length = variables;
    this.nesting--;
    return { type, pos: pipe.pos, pipe, list, elseList };
  }

  /** What follows `{{else}}`. `{{else if}}` and `{{else with}}` are a branch of their own that shares the `{{end}}`. */
  private elseList(type: BranchNode["type"], terminator: Terminator): ListNode {
    if (type !== "range" && isKeyword(this.stream.peek(), type)) {
      this.stream.next();
      return { type: "list", pos: terminator.pos, nodes: [this.branch(type)] };
    }
    const { list, terminator: end } = this.list();
    if (end.type !== "end") throw this.stream.error(`expected end; found {{${end.type}}}`);
    return list;
  }

  private elseControl(): Terminator {
    const next = this.stream.peekSolid();
    if (isKeyword(next, "if") || isKeyword(next, "with")) return { type: "else", pos: next.pos };
    return { type: "else", pos: this.expectRightDelim("else").pos };
  }

  private loopControl(token: Token, type: "break" | "continue"): Node {
    this.expectRightDelim(`{{${type}}}`);
    if (this.rangeDepth === 0) throw this.stream.error(`{{${type}}} outside {{range}}`);
    return { type, pos: token.pos };
  }

  private templateCall(): TemplateNode {
    const clause = "template clause";
    const token = this.stream.nextSolid();
    const name = this.templateName(token, clause);
    let pipe: PipeNode | undefined;
    if (this.stream.nextSolid().type !== "rightDelim") {
      this.stream.back();
      pipe = this.pipeline(clause);
    }
    return { type: "template", pos: token.pos, name, pipe };
  }

  /** `{{block "name" pipeline}} body {{end}}` defines a template and calls it. */
  private block(): TemplateNode {
    const clause = "block clause";
    const token = this.stream.nextSolid();
    const name = this.templateName(token, clause);
    const pipe = this.pipeline(clause);
    if (this.nesting >= maxNesting) throw this.stream.error("exceeded maximum nesting depth");
    new BodyParser(this.stream, this.trees, this.nesting + 1).namedBody(name, clause);
    return { type: "template", pos: token.pos, name, pipe };
  }

  private templateName(token: Token, clause: string): string {
    if (token.type !== "string" && token.type !== "rawString") throw this.unexpected(token, clause);
    const name = unquote(token.text);
    if (name === undefined) throw this.stream.error("invalid syntax");
    return name;
  }

  private expectRightDelim(context: string): Token {
    const token = this.stream.nextSolid();
    if (token.type !== "rightDelim") throw this.unexpected(token, context);
    return token;
  }

  private unexpected(token: Token, context: string): TemplateError {
    if (token.type !== "error") return this.stream.error(`unexpected ${describe(token)} in ${context}`);
    let where = "";
    if (this.actionLine !== 0 && this.actionLine !== token.line) {
      where = `${token.text.endsWith(" action") ? "" : " in action"} started at :${this.actionLine}`;
    }
    return this.stream.error(token.text + where);
  }
}

function isTerminator(node: Node | Terminator): node is Terminator {
  return node.type === "end" || node.type === "else";
}

function isKeyword(token: Token, word: string): boolean {
  return token.type === "keyword" && token.text === word;
}

function describe(token: Token): string {
  if (token.type === "eof") return "EOF";
  if (token.type === "keyword") return `<${token.text}>`;
  if (Buffer.byteLength(token.text) > 10) return `${quote([...token.text].slice(0, 10).join(""))}...`;
  return quote(token.text);
}

/** Whether a body holds nothing but white space. */
function isBlank(list: ListNode): boolean {
  return list.nodes.every((node) => node.type === "text" && /^\p{White_Space}*$/u.test(node.text));
}
