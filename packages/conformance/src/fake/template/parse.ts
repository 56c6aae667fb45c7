/** A template that can't be read. */
export class TemplateSyntax extends Error {
  override readonly name = "TemplateSyntax";

  constructor(problem: string) {
    super(`template: :1: ${problem}`);
  }
}

/** A value, or a call of a function with values. */
export type Operand =
  | { readonly kind: "constant"; readonly value: unknown }
  /** `$x.A.B`; the dot without a name. */
  | { readonly kind: "field"; readonly variable: string | undefined; readonly path: readonly string[] }
  | { readonly kind: "group"; readonly pipe: Pipe; readonly path: readonly string[] }
  | { readonly kind: "function"; readonly name: string };

/** Calls whose results are passed on, and the variables that take the last. */
export interface Pipe {
  readonly variables: readonly string[];
  readonly declares: boolean;
  readonly calls: readonly (readonly Operand[])[];
}

export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly pipe: Pipe }
  | {
      readonly kind: "if" | "with" | "range";
      readonly pipe: Pipe;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | { readonly kind: "template"; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly kind: "break" | "continue" };

export interface Template {
  readonly nodes: readonly Node[];
  readonly parts: ReadonlyMap<string, readonly Node[]>;
}

const actions = /\{\{(-\s)?\s*((?:\/\*.*?\*\/|"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`])*?)\s*?(\s-)?\}\}/gs;
const words = /\s*("(?:[^"\\]|\\.)*"|`[^`]*`|:=|[=|(),]|-?\d+(?:\.\d+)?|\.(?!\w)|\$?\w*(?:\.\w+)*)/y;

/** Reads a Go template, as far as the suite's own ones go. Throws {@link TemplateSyntax}. */
export function parse(source: string): Template {
  const items: string[] = [];
  let [end, trim] = [0, false];
  for (const match of source.matchAll(actions)) {
    let text = source.slice(end, match.index);
    if (trim) text = text.trimStart();
    items.push(match[1] === undefined ? text : text.trimEnd(), match[2]!);
    [end, trim] = [match.index + match[0].length, match[3] !== undefined];
  }
  const rest = source.slice(end);
  if (rest.includes("{{")) throw new TemplateSyntax("unclosed action");
  items.push(trim ? rest.trimStart() : rest);
  return new Parser(items).template();
}

/** Texts and actions take turns in its items. */
class Parser {
  readonly #items: readonly string[];
  readonly #parts = new Map<string, readonly Node[]>();
  #at = 0;

  constructor(items: readonly string[]) {
    this.#items = items;
  }

  template(): Template {
    const { nodes, end } = this.#list();
    if (end !== "") throw new TemplateSyntax(`unexpected {{${end}}}`);
    return { nodes, parts: this.#parts };
  }

  /** Nodes up to the `end` or `else` that belongs to them. */
  #list(): { nodes: Node[]; end: string } {
    const nodes: Node[] = [];
    for (;;) {
      const text = this.#items[this.#at++]!;
      if (text !== "") nodes.push({ kind: "text", text });
      const action = this.#items[this.#at++];
      if (action === undefined) return { nodes, end: "" };
      const [, keyword = "", rest = ""] = /^(\w*)\s*(.*)$/s.exec(action)!;
      if (keyword === "end" || keyword === "else") return { nodes, end: action };
      const node = this.#node(keyword, rest, action);
      if (node !== undefined) nodes.push(node);
    }
  }

  #node(keyword: string, rest: string, action: string): Node | undefined {
    switch (keyword) {
      case "if":
      case "with":
      case "range":
        return this.#block(keyword, rest);
      case "define": {
        const { nodes } = this.#list();
        this.#parts.set(JSON.parse(rest) as string, nodes);
        return undefined;
      }
      case "template": {
        const [, name = '""', argument = ""] = /^("[^"]*")\s*(.*)$/s.exec(rest) ?? [];
        return {
          kind: "template",
          name: JSON.parse(name) as string,
          pipe: argument === "" ? undefined : pipe(argument),
        };
      }
      case "break":
      case "continue":
        return { kind: keyword };
      default:
        return action.startsWith("/*") ? undefined : { kind: "print", pipe: pipe(action) };
    }
  }

  #block(kind: "if" | "with" | "range", condition: string): Node {
    const { nodes: body, end } = this.#list();
    if (end === "") throw new TemplateSyntax("unexpected EOF");
    const chained = /^else\s+(if|with)\s+(.*)$/s.exec(end);
    let otherwise: Node[] = [];
    if (chained !== null) otherwise = [this.#block(chained[1] as "if" | "with", chained[2]!)];
    else if (end === "else") otherwise = this.#list().nodes;
    return { kind, pipe: pipe(condition), body, otherwise };
  }
}

function pipe(source: string): Pipe {
  const tokens: string[] = [];
  words.lastIndex = 0;
  while (words.lastIndex < source.trimEnd().length) {
    const word = words.exec(source)?.[1];
    if (word === undefined || word === "") throw new TemplateSyntax(`unexpected ${JSON.stringify(source)} in operand`);
    tokens.push(word);
  }
  const assigned = tokens.findIndex((token) => token === ":=" || token === "=");
  const variables = tokens.slice(0, Math.max(0, assigned)).filter((token) => token !== ",");
  const rest = tokens.slice(assigned + 1);
  const read = calls(rest);
  if (rest.length > 0) throw new TemplateSyntax("unexpected right paren");
  return { variables, declares: tokens[assigned] === ":=", calls: read };
}

/** Takes calls off the tokens up to a closing bracket. */
function calls(tokens: string[]): Operand[][] {
  const read: Operand[][] = [[]];
  while (tokens.length > 0 && tokens[0] !== ")") {
    const token = tokens.shift()!;
    if (token === "|") read.push([]);
    else read.at(-1)!.push(operand(token, tokens));
  }
  if (read.some((call) => call.length === 0)) throw new TemplateSyntax("missing value for command");
  return read;
}

function operand(token: string, tokens: string[]): Operand {
  if (token === "(") {
    const grouped = { variables: [], declares: false, calls: calls(tokens) };
    if (tokens.shift() !== ")") throw new TemplateSyntax("unclosed left paren");
    const path = /^\.\w/.test(tokens[0] ?? "") ? tokens.shift()!.split(".").slice(1) : [];
    return { kind: "group", pipe: grouped, path };
  }
  if (token.startsWith("`")) return { kind: "constant", value: token.slice(1, -1) };
  if (/^["\d-]/.test(token)) return { kind: "constant", value: JSON.parse(token) as unknown };
  if (token === "true" || token === "false") return { kind: "constant", value: token === "true" };
  if (token === "nil") return { kind: "constant", value: undefined };
  const [first = "", ...path] = token.split(".");
  if (token === ".") return { kind: "field", variable: undefined, path: [] };
  if (first === "" || first.startsWith("$")) return { kind: "field", variable: first || undefined, path };
  if (!known.has(token)) throw new TemplateSyntax(`function ${JSON.stringify(token)} not defined`);
  return { kind: "function", name: token };
}

const known = new Set("and or not len index slice print eq ne lt le gt ge json currentDate yesterdayDate".split(" "));
