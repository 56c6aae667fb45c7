import { TemplateError } from "./error.ts";
import type { ListNode } from "./nodes.ts";

export function parse(_text: string): Map<string, ListNode> {
  throw new TemplateError("not supported yet");
}
