/** Go's `text/template` as Ollama uses it: parse once, execute often, inspect the syntax tree. */
import { cutAfterResponse, identifiers, withResponse } from "./analysis.ts";
import { type Bounds, fullBounds } from "./bounds.ts";
import { execute } from "./executor.ts";
import { type FunctionMap, ollamaFunctions } from "./functions/index.ts";
import type { ListNode } from "./nodes.ts";
import { parse } from "./parser.ts";
import type { GoValue } from "./value.ts";

export { type Bounds, briefBounds, fullBounds } from "./bounds.ts";
export { FunctionError, TemplateError, TemplateLimitError } from "./error.ts";
export { type FunctionMap, ollamaFunctions } from "./functions/index.ts";
export type * from "./nodes.ts";
export {
  GoFunc,
  type GoObject,
  GoStruct,
  GoTyped,
  type GoValue,
  goFunc,
  goStruct,
  JsonEntries,
  type TypeOptions,
} from "./value.ts";

/** A parsed template with its named definitions. Immutable. */
export class Template {
  /** @param trees bodies by name; the template itself has the name `""` */
  constructor(
    readonly text: string,
    readonly trees: ReadonlyMap<string, ListNode>,
  ) {}

  /** Body of the template itself. */
  get root(): ListNode {
    return this.trees.get("") ?? { type: "list", pos: 0, nodes: [] };
  }

  /**
   * Runs the template.
   * @param data the value of `.` and `$`: plain data and the wrappers of `value.ts`
   * @param functions functions beside Go's built-in ones; pass `{}` for none
   * @param bounds what it may do
   * @throws TemplateError with Go's text, or when a bound on depth, steps or output is passed
   */
  execute(data: unknown, functions: FunctionMap = ollamaFunctions(), bounds: Bounds = fullBounds): string {
    return execute(this, data as GoValue, functions, bounds);
  }

  /**
   * Every name of a field or variable in any action, condition or definition, in lower case (`messages`, `$x`).
   * @throws TemplateError `undefined template specified` for a `{{template}}` call without argument
   */
  identifiers(): Set<string> {
    return identifiers(this);
  }

  /** The template up to and including the first action that mentions `.Response`; all of it if none does. */
  cutAfterResponse(): Template {
    return new Template(this.text, new Map(this.trees).set("", cutAfterResponse(this.root)));
  }

  /** The template with `{{ .Response }}` appended. */
  withResponse(): Template {
    return new Template(this.text, new Map(this.trees).set("", withResponse(this.root)));
  }
}

/**
 * Parses a template. Functions must be Go's built-in ones or those that Ollama adds.
 * @throws TemplateError with Go's text, e.g. `template: :1: unclosed action`
 */
export function parseTemplate(text: string): Template {
  return new Template(text, parse(text));
}
