import type { Body, Expression, FilterNode, ForNode, Parameter, Statement, Target } from "./nodes.ts";
import { parseExpression, parseFilter } from "./parse-expression.ts";
import { parseTuple } from "./parse-primary.ts";
import { parseTarget } from "./parse-target.ts";
import { parseTagBody } from "./parser.ts";
import type { TokenStream } from "./token-stream.ts";

/** A statement behind the start of its tag, up to the end of its last tag: several where it prints several things. */
export function parseStatement(stream: TokenStream): Statement[] {
  const { line } = stream.current;
  const tag = stream.expectName();
  const parse = Object.hasOwn(statements, tag) ? statements[tag] : undefined;
  if (parse === undefined) stream.fail(`Encountered unknown tag '${tag}'.`, line);
  const parsed = parse(stream);
  return Array.isArray(parsed) ? parsed : [parsed];
}

const statements: Readonly<Record<string, (stream: TokenStream) => Statement | Statement[]>> = {
  for: parseFor,
  if: parseIf,
  set: parseSet,
  macro: (stream) => {
    const name = stream.expectName();
    const parameters = parseParameters(stream);
    return { type: "macro", name, parameters, body: parseTagBody(stream, "endmacro").body };
  },
  call: parseCall,
  filter: (stream) => {
    const filter = parseFilterChain(stream, parseFilter(stream, undefined));
    return { type: "filter-body", filter, body: parseTagBody(stream, "endfilter").body };
  },
  with: parseWith,
  block: parseBlock,
  print: parsePrint,
  break: () => ({ type: "break" }),
  continue: () => ({ type: "continue" }),
  // Transformers marks what the model itself writes so.
  generation: (stream) => ({ type: "scope", body: parseTagBody(stream, "endgeneration").body }),
  autoescape: (stream) => {
    const value = parseExpression(stream);
    return { type: "autoescape", value, body: parseTagBody(stream, "endautoescape").body };
  },
  include: otherTemplate("include"),
  import: otherTemplate("import"),
  from: otherTemplate("from"),
  extends: otherTemplate("extends"),
};

/** Jinja takes such a tag, and fails when it gets there. */
function otherTemplate(tag: string): (stream: TokenStream) => Statement {
  return (stream) => {
    while (stream.current.type !== "end" && stream.current.type !== "eof") stream.next();
    return { type: "other-template", tag };
  };
}

function parseFor(stream: TokenStream): ForNode {
  const target = parseTarget(stream, { endNames: ["in"] });
  if (!stream.skipName("in")) stream.fail(`expected token 'in', got ${stream.describe()}`);
  const items = parseTuple(stream, { withCondition: false, endNames: ["recursive"] });
  const filter = stream.skipName("if") ? parseExpression(stream) : undefined;
  const isRecursive = stream.skipName("recursive");
  const { body, endTag } = parseTagBody(stream, "endfor", "else");
  const otherwise = endTag === "else" ? parseTagBody(stream, "endfor").body : [];
  return { type: "for", target, items, filter, isRecursive, body, otherwise };
}

function parseIf(stream: TokenStream): Statement {
  const branches: [Expression, Body][] = [];
  for (;;) {
    const test = parseTuple(stream, { withCondition: false });
    const { body, endTag } = parseTagBody(stream, "elif", "else", "endif");
    branches.push([test, body]);
    if (endTag === "endif") return { type: "if", branches, otherwise: [] };
    if (endTag === "else") return { type: "if", branches, otherwise: parseTagBody(stream, "endif").body };
  }
}

function parseSet(stream: TokenStream): Statement {
  const target = parseTarget(stream, { withNamespace: true });
  if (stream.skipOperator("=")) return { type: "set", target, value: parseTuple(stream) };
  const filter = parseFilterChain(stream, undefined);
  return { type: "set-body", target, filter, body: parseTagBody(stream, "endset").body };
}

/** Filters of a body, the innermost of which has no value. */
function parseFilterChain(stream: TokenStream, first: FilterNode): FilterNode;
function parseFilterChain(stream: TokenStream, first: undefined): FilterNode | undefined;
function parseFilterChain(stream: TokenStream, first: FilterNode | undefined): FilterNode | undefined {
  let filter = first;
  while (stream.skipOperator("|")) filter = parseFilter(stream, filter);
  return filter;
}

function parseParameters(stream: TokenStream): Parameter[] {
  const parameters: Parameter[] = [];
  stream.expectOperator("(");
  while (!stream.isOperator(")")) {
    if (parameters.length > 0) stream.expectOperator(",");
    const name = stream.expectName();
    const absent = stream.skipOperator("=") ? parseExpression(stream) : undefined;
    if (absent === undefined && parameters.at(-1)?.absent !== undefined) {
      stream.fail("non-default argument follows default argument");
    }
    parameters.push({ name, absent });
  }
  stream.expectOperator(")");
  return parameters;
}

function parseCall(stream: TokenStream): Statement {
  const parameters = stream.isOperator("(") ? parseParameters(stream) : [];
  const call = parseExpression(stream);
  if (call.type !== "call") stream.fail("expected call");
  return { type: "call-body", parameters, call, body: parseTagBody(stream, "endcall").body };
}

function parseWith(stream: TokenStream): Statement {
  const values: [Target, Expression][] = [];
  while (stream.current.type !== "end") {
    if (values.length > 0) stream.expectOperator(",");
    const target = parseTarget(stream);
    stream.expectOperator("=");
    values.push([target, parseExpression(stream)]);
  }
  return { type: "with", values, body: parseTagBody(stream, "endwith").body };
}

function parseBlock(stream: TokenStream): Statement {
  const name = stream.expectName();
  const isScoped = stream.skipName("scoped");
  stream.skipName("required");
  const { body } = parseTagBody(stream, "endblock");
  stream.skipName(name);
  return { type: "block", name, isScoped, body };
}

function parsePrint(stream: TokenStream): Statement[] {
  const printed: Statement[] = [];
  while (stream.current.type !== "end") {
    if (printed.length > 0) stream.expectOperator(",");
    printed.push({ type: "output", value: parseExpression(stream) });
  }
  return printed;
}
