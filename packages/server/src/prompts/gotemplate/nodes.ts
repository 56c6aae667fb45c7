/** Syntax tree of a template. `pos` is the index of the node's first character in the template text (UTF-16 units). */
export type Node = TextNode | ActionNode | BranchNode | TemplateNode | BreakNode | ContinueNode;

/** What may stand as an operand of a command. */
export type Operand =
  | IdentifierNode
  | FieldNode
  | VariableNode
  | ChainNode
  | DotNode
  | NilNode
  | BoolNode
  | NumberNode
  | StringNode
  | PipeNode;

/** Everything that an error message can point at. */
export type AnyNode = Node | ListNode | CommandNode | Operand;

export interface ListNode {
  readonly type: "list";
  readonly pos: number;
  readonly nodes: readonly Node[];
}

export interface TextNode {
  readonly type: "text";
  readonly pos: number;
  readonly text: string;
}

/** `{{ pipeline }}` */
export interface ActionNode {
  readonly type: "action";
  readonly pos: number;
  readonly pipe: PipeNode;
}

/** `{{if}}`, `{{range}}` and `{{with}}`; `{{else if}}` is an `if` inside `elseList`. */
export interface BranchNode {
  readonly type: "if" | "range" | "with";
  readonly pos: number;
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList?: ListNode;
}

/** `{{template "name" pipeline}}`, also what `{{block}}` leaves at its place. */
export interface TemplateNode {
  readonly type: "template";
  readonly pos: number;
  readonly name: string;
  readonly pipe?: PipeNode;
}

export interface BreakNode {
  readonly type: "break";
  readonly pos: number;
}

export interface ContinueNode {
  readonly type: "continue";
  readonly pos: number;
}

/** `$a, $b := command | command`; `isAssign` tells `=` from `:=`. */
export interface PipeNode {
  readonly type: "pipe";
  readonly pos: number;
  readonly declarations: readonly VariableNode[];
  readonly isAssign: boolean;
  readonly commands: readonly CommandNode[];
}

/** Operands separated by spaces; never empty. */
export interface CommandNode {
  readonly type: "command";
  readonly pos: number;
  readonly args: readonly Operand[];
}

/** A function name. */
export interface IdentifierNode {
  readonly type: "identifier";
  readonly pos: number;
  readonly name: string;
}

/** `.A.B` is `["A", "B"]`. */
export interface FieldNode {
  readonly type: "field";
  readonly pos: number;
  readonly path: readonly string[];
}

/** `$x.A` is `["$x", "A"]`. */
export interface VariableNode {
  readonly type: "variable";
  readonly pos: number;
  readonly path: readonly string[];
}

/** `(pipeline).A.B`, also `func.A`. */
export interface ChainNode {
  readonly type: "chain";
  readonly pos: number;
  readonly operand: Operand;
  readonly path: readonly string[];
}

export interface DotNode {
  readonly type: "dot";
  readonly pos: number;
}

export interface NilNode {
  readonly type: "nil";
  readonly pos: number;
}

export interface BoolNode {
  readonly type: "bool";
  readonly pos: number;
  readonly value: boolean;
}

/** A numeric or character constant with each reading that it allows. */
export interface NumberNode {
  readonly type: "number";
  readonly pos: number;
  readonly text: string;
  /** Value as int64, if it has one. */
  readonly int?: bigint;
  /** Value as uint64, if it has one. */
  readonly uint?: bigint;
  readonly float?: number;
}

export interface StringNode {
  readonly type: "string";
  readonly pos: number;
  /** As written, with its quotes. */
  readonly quoted: string;
  readonly text: string;
}
