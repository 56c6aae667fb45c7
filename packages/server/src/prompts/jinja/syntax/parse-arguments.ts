import type { CallArguments, Expression } from "./nodes.ts";
import { parseExpression } from "./parse-expression.ts";
import type { TokenStream } from "./token-stream.ts";

/** The arguments of a call, with their parentheses. */
export function parseArguments(stream: TokenStream): CallArguments {
  const { line } = stream.current;
  stream.expectOperator("(");
  const positional: Expression[] = [];
  const named: [string, Expression][] = [];
  let list: Expression | undefined;
  let mapping: Expression | undefined;
  const ensure = (isValid: boolean) => {
    if (!isValid) stream.fail("invalid syntax for function call expression", line);
  };
  for (let isFirst = true; !stream.isOperator(")"); isFirst = false) {
    if (!isFirst) {
      stream.expectOperator(",");
      if (stream.isOperator(")")) break;
    }
    if (stream.skipOperator("*")) {
      ensure(list === undefined && mapping === undefined);
      list = parseExpression(stream);
    } else if (stream.skipOperator("**")) {
      ensure(mapping === undefined);
      mapping = parseExpression(stream);
    } else if (stream.current.type === "name" && isAssign(stream)) {
      ensure(mapping === undefined);
      const name = stream.next().text;
      stream.next();
      named.push([name, parseExpression(stream)]);
    } else {
      ensure(list === undefined && mapping === undefined && named.length === 0);
      positional.push(parseExpression(stream));
    }
  }
  stream.expectOperator(")");
  return { positional, named, list, mapping };
}

function isAssign(stream: TokenStream): boolean {
  return stream.following.type === "operator" && stream.following.text === "=";
}
