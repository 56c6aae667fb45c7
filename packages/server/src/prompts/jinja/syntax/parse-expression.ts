import type { BinaryOperator } from "../values/operators.ts";
import type { CompareOperator, Expression, FilterNode } from "./nodes.ts";
import { parseArguments } from "./parse-arguments.ts";
import { parsePrimary, parseSubscript } from "./parse-primary.ts";
import type { TokenStream } from "./token-stream.ts";

/** An expression, by default with `… if … else …`. */
export function parseExpression(stream: TokenStream, withCondition = true): Expression {
  return stream.nested(() => (withCondition ? parseCondition(stream) : parseOr(stream)));
}

function parseCondition(stream: TokenStream): Expression {
  let then = parseOr(stream);
  while (stream.skipName("if")) {
    const test = parseOr(stream);
    const otherwise = stream.skipName("else") ? stream.nested(() => parseCondition(stream)) : undefined;
    then = { type: "condition", test, then, otherwise };
  }
  return then;
}

function parseOr(stream: TokenStream): Expression {
  let left = parseAnd(stream);
  while (stream.skipName("or")) left = { type: "or", left, right: parseAnd(stream) };
  return left;
}

function parseAnd(stream: TokenStream): Expression {
  let left = parseNot(stream);
  while (stream.skipName("and")) left = { type: "and", left, right: parseNot(stream) };
  return left;
}

function parseNot(stream: TokenStream): Expression {
  if (!stream.skipName("not")) return parseCompare(stream);
  return { type: "not", value: stream.nested(() => parseNot(stream)) };
}

const comparisons: readonly string[] = ["==", "!=", "<", "<=", ">", ">="];

function parseCompare(stream: TokenStream): Expression {
  const first = parseSum(stream);
  const rest: [CompareOperator, Expression][] = [];
  for (;;) {
    const operator = compareOperator(stream);
    if (operator === undefined) break;
    rest.push([operator, parseSum(stream)]);
  }
  return rest.length === 0 ? first : { type: "compare", first, rest };
}

function compareOperator(stream: TokenStream): CompareOperator | undefined {
  if (stream.isOperator(...comparisons)) return stream.next().text as CompareOperator;
  if (stream.skipName("in")) return "in";
  if (!stream.isName("not") || stream.following.type !== "name" || stream.following.text !== "in") return undefined;
  stream.next();
  stream.next();
  return "not in";
}

function parseSum(stream: TokenStream): Expression {
  let left = parseConcat(stream);
  while (stream.isOperator("+", "-")) {
    left = { type: "binary", operator: stream.next().text as BinaryOperator, left, right: parseConcat(stream) };
  }
  return left;
}

function parseConcat(stream: TokenStream): Expression {
  const first = parseProduct(stream);
  if (!stream.isOperator("~")) return first;
  const parts = [first];
  while (stream.skipOperator("~")) parts.push(parseProduct(stream));
  return { type: "concat", parts };
}

function parseProduct(stream: TokenStream): Expression {
  let left = parsePower(stream);
  while (stream.isOperator("*", "/", "//", "%")) {
    left = { type: "binary", operator: stream.next().text as BinaryOperator, left, right: parsePower(stream) };
  }
  return left;
}

/** Unlike Python's, powers are taken from the left. */
function parsePower(stream: TokenStream): Expression {
  let left = parseUnary(stream);
  while (stream.skipOperator("**")) left = { type: "binary", operator: "**", left, right: parseUnary(stream) };
  return left;
}

function parseUnary(stream: TokenStream, withFilter = true): Expression {
  let value: Expression;
  if (stream.isOperator("-", "+")) {
    const type = stream.next().text === "-" ? "negate" : "positive";
    value = { type, value: stream.nested(() => parseUnary(stream, false)) };
  } else value = parsePrimary(stream);
  value = parsePostfix(stream, value);
  return withFilter ? parseFilters(stream, value) : value;
}

/** What may follow a value: subscripts, attributes and calls. */
export function parsePostfix(stream: TokenStream, start: Expression): Expression {
  let value = start;
  for (;;) {
    if (stream.isOperator(".", "[")) value = parseSubscript(stream, value);
    else if (stream.isOperator("(")) value = { type: "call", callee: value, args: parseArguments(stream) };
    else return value;
  }
}

/** Filters, tests, and calls behind those. */
function parseFilters(stream: TokenStream, start: Expression): Expression {
  let value = start;
  for (;;) {
    if (stream.skipOperator("|")) value = parseFilter(stream, value);
    else if (stream.skipName("is")) value = parseTest(stream, value);
    else if (stream.isOperator("(")) value = { type: "call", callee: value, args: parseArguments(stream) };
    else return value;
  }
}

const none = { positional: [], named: [], list: undefined, mapping: undefined };

function dottedName(stream: TokenStream): string {
  let name = stream.expectName();
  while (stream.skipOperator(".")) name += `.${stream.expectName()}`;
  return name;
}

/** A filter behind its bar. */
export function parseFilter(stream: TokenStream, value: Expression | undefined): FilterNode {
  const name = dottedName(stream);
  return { type: "filter", value, name, args: stream.isOperator("(") ? parseArguments(stream) : none };
}

/** A test behind `is`; one argument may stand without parentheses. */
function parseTest(stream: TokenStream, value: Expression): Expression {
  const isNegated = stream.skipName("not");
  const name = dottedName(stream);
  let args: typeof none | ReturnType<typeof parseArguments> = none;
  if (stream.isOperator("(")) args = parseArguments(stream);
  else if (startsArgument(stream)) {
    if (stream.isName("is")) stream.fail("You cannot chain multiple tests with is");
    args = { ...none, positional: [parsePostfix(stream, parsePrimary(stream))] };
  }
  const test: Expression = { type: "test", value, name, args };
  return isNegated ? { type: "not", value: test } : test;
}

function startsArgument(stream: TokenStream): boolean {
  const { type } = stream.current;
  if (type === "name") return !stream.isName("else", "or", "and");
  return type === "string" || type === "number" || stream.isOperator("[", "{");
}
