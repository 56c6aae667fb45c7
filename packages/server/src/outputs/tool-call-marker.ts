import type { BranchNode, ListNode, Node, Template } from "../prompts/gotemplate/index.ts";
import { isBlank } from "./white-space.ts";

/** The marker of templates that write calls as bare JSON. */
const bareObject = "{";

/**
 * The text that a model writes before a call: what stands before the first `{` in the first text that the template's
 * branch for `.ToolCalls` writes, or `{` if it writes none.
 */
export function toolCallMarker(template: Template): string {
  const branch = findBranch(template.root);
  const text = branch === undefined ? undefined : firstText(branch.list);
  return text?.replaceAll("\r\n", "\n").split("{", 1)[0]?.trim() || bareObject;
}

/** The first `if` whose own condition names `.ToolCalls`, depth first. */
function findBranch({ nodes }: ListNode): BranchNode | undefined {
  for (const node of nodes) {
    if (!isBranch(node)) continue;
    const found =
      node.type === "if" && namesToolCalls(node)
        ? node
        : (findBranch(node.list) ?? (node.elseList && findBranch(node.elseList)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function namesToolCalls({ pipe }: BranchNode): boolean {
  return pipe.commands.some(({ args }) =>
    args.some((operand) => operand.type === "field" && operand.path.includes("ToolCalls")),
  );
}

/** The first text that is not blank; none if output comes before any. */
function firstText({ nodes }: ListNode): string | undefined {
  for (const node of nodes) {
    if (node.type === "text" && !isBlank(node.text)) return node.text;
    if (node.type === "action") return undefined;
    if (isBranch(node)) return firstText(node.list) ?? (node.elseList && firstText(node.elseList));
  }
  return undefined;
}

function isBranch(node: Node): node is BranchNode {
  return node.type === "if" || node.type === "range" || node.type === "with";
}
