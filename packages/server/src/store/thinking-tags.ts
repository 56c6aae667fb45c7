import type { BranchNode, ListNode, Node, Operand, Template } from "../prompts/gotemplate/index.ts";

/** The texts that a model puts around its thinking. */
export interface ThinkingTags {
  readonly opening: string;
  readonly closing: string;
}

/**
 * The tags that a template puts around `.Thinking` of a message: the texts at both ends of the list of nodes that holds
 * it, if the nearest range around is one over `.Messages`. The last such place counts.
 */
export function inferThinkingTags(template: Template): ThinkingTags | undefined {
  let opening = "";
  let closing = "";
  const found = (list: ListNode) => {
    opening = textOf(list.nodes[0]) ?? opening;
    closing = textOf(list.nodes.at(-1)) ?? closing;
  };
  const visit = (list: ListNode, range: BranchNode | undefined): void => {
    for (const node of list.nodes) {
      const inner = node.type === "range" ? node : range;
      if ("pipe" in node && node.pipe !== undefined && mentions(node.pipe, "Thinking")) {
        if (inner !== undefined && mentions(inner.pipe, "Messages")) found(list);
      }
      if (node.type === "if" || node.type === "with" || node.type === "range") {
        visit(node.list, inner);
        if (node.elseList !== undefined) visit(node.elseList, inner);
      }
    }
  };
  for (const tree of template.trees.values()) visit(tree, undefined);
  return opening !== "" && closing !== "" ? { opening, closing } : undefined;
}

function textOf(node: Node | undefined): string | undefined {
  return node?.type === "text" ? node.text.trim() : undefined;
}

/** Whether `.name` (not `$.name`) stands anywhere in an operand. */
function mentions(operand: Operand, name: string): boolean {
  switch (operand.type) {
    case "field":
      return operand.path[0] === name;
    case "pipe":
      return operand.commands.some((command) => command.args.some((argument) => mentions(argument, name)));
    case "chain":
      return mentions(operand.operand, name);
    default:
      return false;
  }
}
