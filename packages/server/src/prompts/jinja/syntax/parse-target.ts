import type { Target } from "./nodes.ts";
import { endsTuple } from "./parse-primary.ts";
import type { TokenStream } from "./token-stream.ts";

interface TargetOptions {
  /** Whether attributes of namespaces are allowed. */
  readonly withNamespace?: boolean;
  /** Names that end it. */
  readonly endNames?: readonly string[];
}

/** What is assigned to: a name, or several between commas. */
export function parseTarget(stream: TokenStream, options: TargetOptions = {}): Target {
  const { withNamespace = false, endNames = [] } = options;
  const items: Target[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0) stream.expectOperator(",");
    if (endsTuple(stream, endNames)) break;
    items.push(stream.nested(() => parseOne(stream, withNamespace)));
    if (!stream.isOperator(",")) break;
    isTuple = true;
  }
  if (items.length === 0) stream.fail(`Expected an expression, got ${stream.describe()}`);
  return isTuple ? { type: "tuple", items } : items[0]!;
}

const reserved = ["true", "True", "false", "False", "none", "None"];

function parseOne(stream: TokenStream, withNamespace: boolean): Target {
  if (stream.skipOperator("(")) {
    const inner = parseTarget(stream, { withNamespace });
    stream.expectOperator(")");
    return inner;
  }
  return parseName(stream, withNamespace);
}

function parseName(stream: TokenStream, withNamespace: boolean): Target {
  if (stream.current.type !== "name" || stream.isName(...reserved)) stream.fail(`can't assign to ${stream.describe()}`);
  const name = stream.next().text;
  if (!withNamespace || !stream.skipOperator(".")) return { type: "name", name };
  return { type: "namespace", name, attribute: stream.expectName() };
}
