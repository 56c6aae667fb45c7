import { execute } from "./execute.ts";
import { type Node, type Operand, type Pipe, parse } from "./parse.ts";

export interface PromptMessage {
  readonly role?: string;
  readonly content?: string;
  readonly thinking?: string;
  readonly tool_name?: string;
  readonly tool_call_id?: string;
  readonly images?: readonly unknown[];
  readonly tool_calls?: readonly { readonly id?: string; readonly function?: CalledFunction }[];
}

interface CalledFunction {
  readonly name?: string;
  readonly arguments?: unknown;
}

export interface PromptValues {
  readonly messages: readonly PromptMessage[];
  readonly tools?: readonly unknown[];
  /** Absent if the request does not say, and the model does not think by itself. */
  readonly think?: boolean | string;
}

/** The prompt that a template makes of messages. Throws TemplateSyntax and TemplateFailure. */
export function promptOf(source: string, { messages, tools = [], think }: PromptValues): string {
  const all = merged(messages);
  const level = think === true ? "medium" : think === false || think === undefined ? "" : think;
  const thinking = {
    Think: think !== undefined && think !== false,
    ThinkLevel: level,
    IsThinkSet: think !== undefined,
  };
  const common = Object.entries(thinking);
  if (/\.Messages\b/.test(source)) {
    const systems = all.filter(({ role }) => role === "system").map(({ content = "" }) => content);
    const values: [string, unknown][] = [
      ...common,
      ["System", systems.join("\n\n")],
      ["Messages", all.map(messageValue)],
      ["Tools", tools.length === 0 ? undefined : listOf(tools.map(toolValue))],
      ["Response", ""],
    ];
    return execute(parse(source), new Map(values));
  }
  return turns(source, all, common);
}

/** The prompt of a completion between two texts. */
export function insertPrompt(source: string, prompt: string, suffix: string): string {
  return execute(parse(source), new Map(Object.entries({ Prompt: prompt, Suffix: suffix, Response: "" })));
}

/** A template without messages is run for each turn of user and assistant; the last run ends where the response stands. */
function turns(source: string, messages: readonly PromptMessage[], common: readonly [string, unknown][]): string {
  const template = parse(/\.Response\b/.test(source) ? source : `${source}{{ .Response }}`);
  let [output, System, Prompt, Response] = ["", "", "", ""];
  const run = (nodes = template.nodes) => {
    const values = [...common, ...Object.entries({ System, Prompt, Response })] as [string, unknown][];
    output += execute({ ...template, nodes }, new Map(values));
    [System, Prompt, Response] = ["", "", ""];
  };
  for (const { role, content = "" } of messages) {
    if (role === "system") {
      if (Prompt !== "" || Response !== "") run();
      System = content;
    } else if (role === "user") {
      if (Response !== "") run();
      Prompt = content;
    } else if (role === "assistant") Response = content;
  }
  run(upToResponse(template.nodes));
  return output;
}

function upToResponse(nodes: readonly Node[]): Node[] {
  const at = nodes.findIndex(mentions);
  const node = nodes[at];
  if (node === undefined) return [...nodes];
  if (!("body" in node)) return nodes.slice(0, at + 1);
  const cut = { ...node, body: upToResponse(node.body), otherwise: upToResponse(node.otherwise) };
  return [...nodes.slice(0, at), cut];
}

function mentions(node: Node): boolean {
  if (!("pipe" in node) || node.pipe === undefined) return false;
  if (node.pipe.calls.some((call) => call.some(isResponse))) return true;
  return "body" in node && [...node.body, ...node.otherwise].some(mentions);
}

function isResponse(operand: Operand): boolean {
  if (operand.kind === "group") return (operand.pipe as Pipe).calls.some((call) => call.some(isResponse));
  return operand.kind === "field" && operand.path[0] === "Response";
}

/** Neighbours of one role are one message, but for those of tools. */
function merged(messages: readonly PromptMessage[]): PromptMessage[] {
  const all: PromptMessage[] = [];
  for (const message of messages) {
    const last = all.at(-1);
    if (last === undefined || last.role !== message.role || message.role === "tool") all.push(message);
    else all[all.length - 1] = { ...last, content: `${last.content ?? ""}\n\n${message.content ?? ""}` };
  }
  return all;
}

function messageValue(message: PromptMessage): object {
  const { tool_calls: calls = [], images } = message;
  return {
    Role: message.role ?? "",
    Content: message.content ?? "",
    Thinking: message.thinking ?? "",
    Images: images ?? [],
    ToolCalls: calls.map((call, Index) => ({
      ID: call.id ?? "",
      Function: { Index, Name: call.function?.name ?? "", Arguments: argumentsValue(call.function?.arguments) },
    })),
    ToolName: message.tool_name ?? "",
    ToolCallID: message.tool_call_id ?? "",
  };
}

/** A value that prints as JSON. */
function printing<Value extends object>(value: Value, json: unknown): Value {
  return Object.defineProperty(value, "toJSON", { value: () => json, enumerable: false });
}

function listOf(tools: readonly object[]): object {
  return printing([...tools], [...tools]);
}

function argumentsValue(given: unknown): ReadonlyMap<string, unknown> {
  const sorted = Object.entries(Object(given)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return printing(new Map(sorted), Object.fromEntries(sorted));
}

type Fields = Readonly<Record<string, unknown>>;

/** A tool, whose JSON has its fields in Go's order. */
function toolValue(tool: unknown): object {
  const { type = "function", function: declared = {} } = Object(tool) as Fields;
  const { name = "", description = "", parameters = {} } = declared as Fields;
  const { type: kind = "", required, properties = {}, ...more } = parameters as Fields;
  const shape = { type: kind, ...more, ...(required === undefined ? {} : { required }), properties };
  const described = { name, description, parameters: shape };
  const value = printing({ Name: name, Description: description, Parameters: shape }, described);
  return printing({ Type: type, Function: value }, { type, function: described });
}
