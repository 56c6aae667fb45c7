import type { Tool } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";
import { type CallReader, CallSyntaxError } from "./parsed-call.ts";
import { declaredTypes, typedLines } from "./typed-value.ts";

interface XmlTag {
  readonly kind: "function" | "parameter";
  /** Undefined for a closing tag. */
  readonly name: string | undefined;
  readonly start: number;
  readonly end: number;
}

/**
 * A reader of calls of the form `<function=F><parameter=K>V</parameter></function>`, values typed as the tool says. All but
 * those tags is text. Only the first function counts; what stands in tags within a parameter is left out of its value.
 */
export function xmlCallReader(tools: readonly Decoded<Tool>[]): CallReader {
  return (text) => {
    const tags = [...xmlTags(text)];
    const first = tags[0];
    if (first === undefined || first.kind !== "function" || first.name === undefined) {
      throw new CallSyntaxError("a call that does not begin with <function=…>");
    }
    const open: { readonly tag: XmlTag; value: string }[] = [{ tag: first, value: "" }];
    const values: [string, unknown][] = [];
    let position = first.end;
    for (const tag of tags.slice(1)) {
      const top = open.at(-1)!;
      top.value += text.slice(position, tag.start);
      position = tag.end;
      if (tag.name !== undefined) open.push({ tag, value: "" });
      else {
        if (tag.kind !== top.tag.kind) throw new CallSyntaxError(`<${top.tag.kind}> closed by </${tag.kind}>`);
        open.pop();
        if (open.length === 0) return [{ name: first.name, arguments: Object.fromEntries(values) }];
        if (open.length === 1 && tag.kind === "parameter") {
          const { name = "" } = top.tag;
          values.push([name, typedLines(top.value, declaredTypes(tools, first.name, name))]);
        }
      }
    }
    throw new CallSyntaxError(`<${open.at(-1)!.tag.kind}> is not closed`);
  };
}

/** The tags of functions and parameters. Another tag with a `=` may hold what looks like one. */
function* xmlTags(text: string): Iterable<XmlTag> {
  const pattern = /<(\w+)=([^>]+)>|<(\/?)(function|parameter)(?:\s+name="([^"]*)")?>/g;
  // A tag that never ends would be looked for from each of its beginnings.
  const end = text.lastIndexOf(">") + 1;
  for (const found of text.slice(0, end).matchAll(pattern)) {
    const [whole, word, value, slash, bare, quoted] = found;
    const kind = word ?? bare;
    if (kind !== "function" && kind !== "parameter") continue;
    const name = slash === "/" ? undefined : (value ?? quoted ?? "");
    yield { kind, name, start: found.index, end: found.index + whole.length };
  }
}
