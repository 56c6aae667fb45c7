import { TemplateError } from "./error.ts";
import type { BranchNode, ListNode, Node, Operand, PipeNode } from "./nodes.ts";

/** Field and variable names of all trees, in lower case. */
export function identifiers(template: { readonly trees: ReadonlyMap<string, ListNode> }): Set<string> {
  const names = new Set<string>();
  const add = (path: readonly string[]) => {
    for (const name of path) names.add(name.toLowerCase());
  };
  const visitOperand = (operand: Operand): void => {
    if (operand.type === "field" || operand.type === "variable") add(operand.path);
    else if (operand.type === "pipe") visitPipe(operand);
    else if (operand.type === "chain") {
      visitOperand(operand.operand);
      add(operand.path);
    }
  };
  const visitPipe = (pipe: PipeNode) => {
    for (const command of pipe.commands) for (const operand of command.args) visitOperand(operand);
  };
  const visitList = (list: ListNode | undefined) => {
    for (const node of list?.nodes ?? []) visit(node);
  };
  const visit = (node: Node): void => {
    switch (node.type) {
      case "action":
        visitPipe(node.pipe);
        return;
      case "template":
        if (!node.pipe) throw new TemplateError("undefined template specified");
        visitPipe(node.pipe);
        return;
      case "if":
      case "range":
      case "with":
        visitPipe(node.pipe);
        visitList(node.list);
        visitList(node.elseList);
    }
  };
  for (const tree of template.trees.values()) visitList(tree);
  return names;
}

/** The list without what follows the first action that mentions `.Response`; conditions do not count as mentions. */
export function cutAfterResponse(root: ListNode): ListNode {
  let found = false;
  const cutList = (list: ListNode): ListNode => {
    const nodes: Node[] = [];
    for (const node of list.nodes) {
      if (found) break;
      nodes.push(cutNode(node));
    }
    return { ...list, nodes };
  };
  const cutNode = (node: Node): Node => {
    if (node.type === "action") found = mentionsResponse(node.pipe);
    else if (node.type === "if" || node.type === "range" || node.type === "with") return cutBranch(node);
    return node;
  };
  const cutBranch = (branch: BranchNode): BranchNode => {
    const list = cutList(branch.list);
    return { ...branch, list, elseList: branch.elseList && cutList(branch.elseList) };
  };
  return cutList(root);
}

function mentionsResponse(operand: Operand): boolean {
  switch (operand.type) {
    case "field":
      return operand.path.includes("Response");
    case "pipe":
      return operand.commands.some((command) => command.args.some(mentionsResponse));
    case "chain":
      return mentionsResponse(operand.operand);
    default:
      return false;
  }
}

/** The list with `{{ .Response }}` appended. */
export function withResponse(root: ListNode): ListNode {
  const field = { type: "field", pos: 0, path: ["Response"] } as const;
  const command = { type: "command", pos: 0, args: [field] } as const;
  const pipe = { type: "pipe", pos: 0, declarations: [], isAssign: false, commands: [command] } as const;
  return { ...root, nodes: [...root.nodes, { type: "action", pos: 0, pipe }] };
}
