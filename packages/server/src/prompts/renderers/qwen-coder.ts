import type { Tool, ToolProperty } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";
import { encodeJson } from "../../http/json.ts";
import type { ChatMessage } from "../chat-message.ts";
import { toolResult, turn } from "./chatml.ts";
import type { RendererDefinition } from "./definition.ts";
import { goParameters, goProperty, goText, typesOf } from "./go-json.ts";

/** How calls look: the end of the text about tools that Qwen3-Coder and its kin read. */
export const callInstructions = `

If you choose to call a function ONLY reply in the following format with NO suffix:

<tool_call>
<function=example_function_name>
<parameter=example_parameter_1>
value_1
</parameter>
<parameter=example_parameter_2>
This is the value for the second parameter
that can span
multiple lines
</parameter>
</function>
</tool_call>

<IMPORTANT>
Reminder:
- Function calls MUST follow the specified format: an inner <function=...></function> block must be nested within <tool_call></tool_call> XML tags
- Required parameters MUST be specified
- You may provide optional reasoning for your function call in natural language BEFORE the function call, but NOT after
- If there is no function call available, answer the question like normal with your current knowledge and do not tell the user about function calls
</IMPORTANT>`;

const defaultSystem = "You are Qwen, a helpful AI assistant that can interact with a computer to solve tasks.";

/** Qwen3-Coder: ChatML, tools and calls as tags. The first system message that says something is the only one. */
export const qwenCoder: RendererDefinition = {
  render({ messages, tools }) {
    const system = messages.find(({ role, content }) => role === "system" && content !== "")?.content ?? "";
    const rest = messages.filter(({ role }) => role !== "system");
    const about = tools.length > 0 ? `${system || defaultSystem}${toolText(tools)}` : system;
    const isOpen = rest.at(-1)?.role === "assistant";
    return [
      about === "" ? "" : turn("system", about),
      ...rest.map((message, index) => renderMessage(rest, message, index)),
      isOpen || rest.length === 0 ? "" : "<|im_start|>assistant\n",
    ].join("");
  },
};

function renderMessage(messages: readonly ChatMessage[], message: ChatMessage, index: number): string {
  const { role, content, tool_calls: calls = [] } = message;
  if (role === "tool") return toolResult(messages, index, content);
  if (role !== "assistant") return turn(role, content);
  if (calls.length > 0) {
    return turn(role, `${content === "" ? "" : `${content}\n`}${calls.map((call) => `\n${callText(call)}`).join("")}`);
  }
  // An answer that comes last is for the model to go on with.
  return index === messages.length - 1 ? `<|im_start|>assistant\n${content}` : turn(role, content);
}

/** A call as tags. */
export function callText({ function: called }: NonNullable<ChatMessage["tool_calls"]>[number]): string {
  const parameters = Object.entries(called.arguments).map(
    ([name, value]) => `<parameter=${name}>\n${goText(value)}\n</parameter>\n`,
  );
  return `<tool_call>\n<function=${called.name}>\n${parameters.join("")}</function>\n</tool_call>`;
}

function toolText(tools: readonly Decoded<Tool>[]): string {
  const list = tools.map((tool) => `\n${functionText(tool.function)}`).join("");
  return `\n\n# Tools\n\nYou have access to the following functions:\n\n<tools>${list}\n</tools>${callInstructions}`;
}

function functionText({ name, description, parameters }: Decoded<Tool>["function"]): string {
  return [
    "<function>",
    `<name>${name}</name>`,
    ...(description ? [`<description>${description}</description>`] : []),
    "<parameters>",
    ...Object.entries(parameters.properties ?? {}).map(([key, property]) => parameterText(key, property)),
    ...otherKeys(goParameters(parameters), ["type", "properties"]),
    "</parameters>",
    "</function>",
  ].join("\n");
}

function parameterText(name: string, property: Decoded<ToolProperty>): string {
  const types = typesOf(property);
  return [
    "<parameter>",
    `<name>${name}</name>`,
    ...(types.length > 0 ? [`<type>${types.length === 1 ? types[0] : encodeJson(types)}</type>`] : []),
    ...(property.description ? [`<description>${property.description}</description>`] : []),
    ...otherKeys(goProperty(property), ["type", "description"]),
    "</parameter>",
  ].join("\n");
}

/** What else the schema says, in its order. The original's is random. */
function otherKeys(object: Readonly<Record<string, unknown>>, known: readonly string[]): string[] {
  return Object.entries(object)
    .filter(([key, value]) => !known.includes(key) && value !== undefined && value !== null)
    .map(([key, value]) => `<${key}>${goText(value)}</${key}>`);
}
