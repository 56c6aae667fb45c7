import type { AnyNode, BranchNode, Operand } from "./nodes.ts";
import { quote } from "./text.ts";

/** A node as error messages show it: its source in canonical spacing. */
export function nodeText(node: AnyNode): string {
  switch (node.type) {
    case "list":
      return node.nodes.map(nodeText).join("");
    case "text":
      return node.text;
    case "action":
      return `{{${nodeText(node.pipe)}}}`;
    case "if":
    case "range":
    case "with":
      return branchText(node);
    case "template":
      return `{{template ${quote(node.name)}${node.pipe ? ` ${nodeText(node.pipe)}` : ""}}}`;
    case "break":
    case "continue":
      return `{{${node.type}}}`;
    case "pipe": {
      const names = node.declarations.map(nodeText).join(", ");
      const commands = node.commands.map(nodeText).join(" | ");
      return names === "" ? commands : `${names} ${node.isAssign ? "=" : ":="} ${commands}`;
    }
    case "command":
      return node.args.map(operandText).join(" ");
    case "identifier":
      return node.name;
    case "field":
      return `.${node.path.join(".")}`;
    case "variable":
      return node.path.join(".");
    case "chain":
      return `${operandText(node.operand)}.${node.path.join(".")}`;
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "bool":
      return String(node.value);
    case "number":
      return node.text;
    case "string":
      return node.quoted;
  }
}

function operandText(operand: Operand): string {
  return operand.type === "pipe" ? `(${nodeText(operand)})` : nodeText(operand);
}

function branchText(node: BranchNode): string {
  const otherwise = node.elseList ? `{{else}}${nodeText(node.elseList)}` : "";
  return `{{${node.type} ${nodeText(node.pipe)}}}${nodeText(node.list)}${otherwise}{{end}}`;
}
