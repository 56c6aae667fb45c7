import { JinjaError } from "../error.ts";
import { tokenize } from "./lexer.ts";
import type { Body, Statement } from "./nodes.ts";
import { parseTuple } from "./parse-primary.ts";
import { parseStatement } from "./parse-statement.ts";
import { TokenStream } from "./token-stream.ts";

/** The syntax tree of a template. Throws JinjaError with a text that says what is wrong and where. */
export function parse(source: string): Body {
  try {
    const stream = new TokenStream(tokenize(source));
    return parseBody(stream, []);
  } catch (error) {
    if (error instanceof RangeError) throw new JinjaError("the chat template nests too deep");
    throw error;
  }
}

/** The statements up to a tag of one of the names, whose name is read, or up to the end where there are no names. */
export function parseBody(stream: TokenStream, endTags: readonly string[]): Body {
  const body: Statement[] = [];
  for (;;) {
    const { type, text, line } = stream.current;
    switch (type) {
      case "text":
        stream.next();
        body.push({ type: "text", text });
        break;
      case "print":
        stream.next();
        body.push({ type: "output", value: parseTuple(stream) });
        stream.expectType("print-end", "end of print statement");
        break;
      case "begin":
        stream.next();
        if (stream.isName(...endTags)) return body;
        body.push(...stream.nested(() => parseStatement(stream)));
        stream.expectType("end", "end of statement block");
        break;
      default:
        if (endTags.length === 0) return body;
        stream.fail(`Unexpected end of template. Jinja was looking for the following tags: ${listed(endTags)}.`, line);
    }
  }
}

function listed(tags: readonly string[]): string {
  return tags.map((tag) => `'${tag}'`).join(" or ");
}

/** The rest of a tag and the statements behind it, up to a tag of one of the names, which is read. */
export function parseTagBody(stream: TokenStream, ...endTags: readonly string[]): { body: Body; endTag: string } {
  // As in Python, a colon may stand before a body.
  stream.skipOperator(":");
  stream.expectType("end", "end of statement block");
  const body = parseBody(stream, endTags);
  return { body, endTag: stream.next().text };
}
