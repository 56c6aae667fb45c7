import type { TemplateError } from "./error.ts";
import type { Token, TokenType } from "./lexer.ts";
import { unquote } from "./literals.ts";
import { nodeText } from "./node-text.ts";
import type { CommandNode, Operand, PipeNode, VariableNode } from "./nodes.ts";
import { parseNumber } from "./parse-number.ts";
import { quote } from "./text.ts";
import type { TokenStream } from "./token-stream.ts";

/** How deep parentheses may nest. */
const maxParenDepth = 500;

/** What a body gives to the expressions inside it. */
export interface ExpressionContext {
  readonly stream: TokenStream;
  /** Names in scope, `$` included; declarations add to it. */
  readonly variables: string[];
  parenDepth: number;
  hasFunction(name: string): boolean;
  unexpected(token: Token, context: string): TemplateError;
}

/**
 * Parses `$x := command | command` up to and including the end token.
 * @param clause what the pipeline belongs to, for messages; `range` allows two variables
 */
export function parsePipeline(context: ExpressionContext, clause: string, end: TokenType): PipeNode {
  const { stream } = context;
  const pos = stream.peekSolid().pos;
  const { declarations, isAssign } = parseDeclarations(context, clause);
  const commands: CommandNode[] = [];
  for (;;) {
    const token = stream.nextSolid();
    if (token.type === end) break;
    if (!startsOperand(token)) throw context.unexpected(token, clause);
    stream.back();
    commands.push(parseCommand(context));
  }
  if (commands.length === 0) throw stream.error(`missing value for ${clause}`);
  for (const [stage, command] of commands.entries()) {
    const first = command.args[0]?.type;
    const isConstant =
      first === "bool" || first === "dot" || first === "nil" || first === "number" || first === "string";
    if (stage > 0 && isConstant) throw stream.error(`non executable command in pipeline stage ${stage + 1}`);
  }
  return { type: "pipe", pos, declarations, isAssign, commands };
}

const operandStarts = new Set<TokenType>(
  "bool character complex field identifier number rawString string variable leftParen".split(" ") as TokenType[],
);

function startsOperand(token: Token): boolean {
  return operandStarts.has(token.type) || (token.type === "keyword" && (token.text === "." || token.text === "nil"));
}

/** `$x :=`, `$x =` or, for range, `$i, $x :=`. */
function parseDeclarations(
  context: ExpressionContext,
  clause: string,
): { readonly declarations: VariableNode[]; readonly isAssign: boolean } {
  const { stream } = context;
  const declarations: VariableNode[] = [];
  while (stream.peekSolid().type === "variable") {
    const mark = stream.mark();
    const variable = stream.next();
    const next = stream.nextSolid();
    const isComma = next.type === "punctuation" && next.text === ",";
    if (!isComma && next.type !== "assign" && next.type !== "declare") {
      stream.reset(mark);
      break;
    }
    declarations.push({ type: "variable", pos: variable.pos, path: variable.text.split(".") });
    context.variables.push(variable.text);
    if (!isComma) return { declarations, isAssign: next.type === "assign" };
    if (clause !== "range" || declarations.length > 1) throw stream.error(`too many declarations in ${clause}`);
    const { type } = stream.peekSolid();
    if (type !== "variable" && type !== "rightDelim" && type !== "rightParen") {
      throw stream.error("range can only initialize variables");
    }
  }
  return { declarations, isAssign: false };
}

/** Operands up to a pipe symbol, which is taken, or to the end of the pipeline, which is left. */
function parseCommand(context: ExpressionContext): CommandNode {
  const { stream } = context;
  const pos = stream.peekSolid().pos;
  const args: Operand[] = [];
  for (;;) {
    stream.peekSolid();
    const operand = parseOperand(context);
    if (operand) args.push(operand);
    const token = stream.next();
    if (token.type === "space") continue;
    if (token.type === "pipe") break;
    if (token.type !== "rightDelim" && token.type !== "rightParen") throw context.unexpected(token, "operand");
    stream.back();
    break;
  }
  if (args.length === 0) throw stream.error("empty command");
  return { type: "command", pos, args };
}

/** A term with the fields directly behind it; `undefined` if no term comes next. */
function parseOperand(context: ExpressionContext): Operand | undefined {
  const { stream } = context;
  const term = parseTerm(context);
  if (!term || stream.peek().type !== "field") return term;
  const { pos } = stream.peek();
  const path: string[] = [];
  while (stream.peek().type === "field") path.push(stream.next().text.slice(1));
  switch (term.type) {
    case "field":
    case "variable":
      return { ...term, pos, path: [...term.path, ...path] };
    case "bool":
    case "string":
    case "number":
    case "nil":
    case "dot":
      throw stream.error(`unexpected . after term ${quote(nodeText(term))}`);
    default:
      return { type: "chain", pos, operand: term, path };
  }
}

function parseTerm(context: ExpressionContext): Operand | undefined {
  const { stream } = context;
  const token = stream.nextSolid();
  const { pos, text } = token;
  switch (token.type) {
    case "identifier":
      if (!context.hasFunction(text)) throw stream.error(`function ${quote(text)} not defined`);
      return { type: "identifier", pos, name: text };
    case "keyword":
      if (text === ".") return { type: "dot", pos };
      if (text === "nil") return { type: "nil", pos };
      break;
    case "variable":
      if (!context.variables.includes(text)) throw stream.error(`undefined variable ${quote(text)}`);
      return { type: "variable", pos, path: [text] };
    case "field":
      return { type: "field", pos, path: [text.slice(1)] };
    case "bool":
      return { type: "bool", pos, value: text === "true" };
    case "character":
    case "complex":
    case "number": {
      const number = parseNumber(token);
      if (typeof number === "string") throw stream.error(number);
      return number;
    }
    case "leftParen":
      return parseParens(context);
    case "string":
    case "rawString": {
      const value = unquote(text);
      if (value === undefined) throw stream.error("invalid syntax");
      return { type: "string", pos, quoted: text, text: value };
    }
  }
  stream.back();
  return undefined;
}

function parseParens(context: ExpressionContext): PipeNode {
  if (context.parenDepth >= maxParenDepth) throw context.stream.error("max expression depth exceeded");
  context.parenDepth++;
  const pipe = parsePipeline(context, "parenthesized pipeline", "rightParen");
  context.parenDepth--;
  return pipe;
}
