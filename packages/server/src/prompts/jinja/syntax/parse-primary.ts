import type { Expression } from "./nodes.ts";
import { parseExpression } from "./parse-expression.ts";
import type { TokenStream } from "./token-stream.ts";

const constants: Readonly<Record<string, boolean | null>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};

/** A name, a literal, or something in brackets. */
export function parsePrimary(stream: TokenStream): Expression {
  const { type, text, value } = stream.current;
  switch (type) {
    case "name":
      stream.next();
      return Object.hasOwn(constants, text)
        ? { type: "constant", value: constants[text]! }
        : { type: "name", name: text };
    case "number":
      stream.next();
      return { type: "constant", value: value! };
    case "string": {
      let whole = "";
      while (stream.current.type === "string") whole += stream.next().text;
      return { type: "constant", value: whole };
    }
  }
  if (stream.isOperator("(")) {
    stream.next();
    const inner = parseTuple(stream, { inParentheses: true });
    stream.expectOperator(")");
    return inner;
  }
  if (stream.skipOperator("[")) return { type: "list", items: parseItems(stream, "]", () => parseExpression(stream)) };
  if (stream.skipOperator("{")) return { type: "dict", entries: parseItems(stream, "}", () => parseEntry(stream)) };
  return stream.fail(`unexpected ${stream.describe()}`);
}

function parseItems<Item>(stream: TokenStream, close: string, parse: () => Item): Item[] {
  const items: Item[] = [];
  while (!stream.isOperator(close)) {
    if (items.length > 0) stream.expectOperator(",");
    if (stream.isOperator(close)) break;
    items.push(parse());
  }
  stream.expectOperator(close);
  return items;
}

function parseEntry(stream: TokenStream): readonly [Expression, Expression] {
  const key = parseExpression(stream);
  stream.expectOperator(":");
  return [key, parseExpression(stream)];
}

interface TupleOptions {
  /** Whether it may be empty. */
  readonly inParentheses?: boolean;
  readonly withCondition?: boolean;
  /** Names that end it. */
  readonly endNames?: readonly string[];
}

/** An expression, or several between commas as a tuple. */
export function parseTuple(stream: TokenStream, options: TupleOptions = {}): Expression {
  const { inParentheses = false, withCondition = true, endNames = [] } = options;
  const items: Expression[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0) stream.expectOperator(",");
    if (endsTuple(stream, endNames)) break;
    items.push(parseExpression(stream, withCondition));
    if (!stream.isOperator(",")) break;
    isTuple = true;
  }
  if (!isTuple && items.length > 0) return items[0]!;
  if (!isTuple && !inParentheses) stream.fail(`Expected an expression, got ${stream.describe()}`);
  return { type: "tuple", items };
}

export function endsTuple(stream: TokenStream, endNames: readonly string[]): boolean {
  const { type } = stream.current;
  return type === "end" || type === "print-end" || stream.isOperator(")") || stream.isName(...endNames);
}

/** `.name`, `.0`, `[key]` or `[start:stop:step]`. */
export function parseSubscript(stream: TokenStream, object: Expression): Expression {
  if (stream.skipOperator(".")) {
    const { type, text, value } = stream.current;
    stream.next();
    if (type === "name") return { type: "attribute", object, name: text };
    if (type !== "number" || typeof value !== "bigint") stream.fail("expected name or number");
    return { type: "item", object, key: { type: "constant", value } };
  }
  stream.expectOperator("[");
  const keys: Expression[] = [];
  while (!stream.isOperator("]")) {
    if (keys.length > 0) stream.expectOperator(",");
    keys.push(parseKey(stream));
  }
  stream.expectOperator("]");
  return { type: "item", object, key: keys.length === 1 ? keys[0]! : { type: "tuple", items: keys } };
}

function parseKey(stream: TokenStream): Expression {
  const start = stream.isOperator(":") ? undefined : parseExpression(stream);
  if (!stream.skipOperator(":")) return start!;
  const part = () => (stream.isOperator(":", "]", ",") ? undefined : parseExpression(stream));
  const stop = part();
  const step = stream.skipOperator(":") ? part() : undefined;
  return { type: "slice", start, stop, step };
}
