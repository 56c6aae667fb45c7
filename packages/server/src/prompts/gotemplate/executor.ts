import { TemplateError } from "./error.ts";
import type { FunctionMap } from "./functions/index.ts";
import type { ListNode } from "./nodes.ts";
import type { GoValue } from "./value.ts";

export function execute(
  _template: { readonly text: string; readonly trees: ReadonlyMap<string, ListNode> },
  _data: GoValue,
  _functions: FunctionMap,
): string {
  throw new TemplateError("not supported yet");
}
