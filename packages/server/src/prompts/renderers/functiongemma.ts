import type { Tool } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";
import { compareBytes } from "../../http/json.ts";
import { trimSpace } from "../../outputs/white-space.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { RendererDefinition } from "./definition.ts";
import { type GemmaNotation, gemmaCall, gemmaValue } from "./gemma-notation.ts";
import { typesOf } from "./go-json.ts";

const bos = "<bos>";
const notation: GemmaNotation = { mark: "<escape>", nothing: "<nil>" };
const beforeTools = "You can do function calling with the following functions:";

/** FunctionGemma. After the result of a tool, the next to speak has no turn of its own. */
export const functionGemma: RendererDefinition = {
  bos,
  render({ messages, tools }) {
    const hasSystem = messages[0]?.role === "system" || messages[0]?.role === "developer";
    const rest = hasSystem ? messages.slice(1) : messages;
    let previous: string | undefined;
    const turns = rest.map((message, index) => {
      const isInTurn = previous === "tool";
      if (["user", "assistant", "tool"].includes(message.role)) previous = message.role;
      return renderMessage(rest, message, index, isInTurn);
    });
    const about = systemTurn(hasSystem ? messages[0]!.content : "", tools);
    return [bos, about, ...turns, previous === "tool" ? "" : "<start_of_turn>model\n"].join("");
  },
};

function renderMessage(messages: readonly ChatMessage[], message: ChatMessage, index: number, isInTurn: boolean) {
  const { role, content, tool_calls: calls = [] } = message;
  const text = trimSpace(content);
  if (role === "tool") {
    const before = messages[index - 1];
    const isOpen = before?.role === "assistant" && Boolean(before.tool_calls?.length);
    const response = `response:${calledTool(messages, index)}{${gemmaValue(content, notation)}}<end_function_response>`;
    return isOpen ? response : `<start_function_response>${response}`;
  }
  if (role !== "assistant") {
    return `${isInTurn && role === "user" ? "" : `<start_of_turn>${role}\n`}${text}<end_of_turn>\n`;
  }
  const called = calls.map((call) => `<start_function_call>${gemmaCall(call, notation)}<end_function_call>`).join("");
  const awaitsResult = calls.length > 0 && messages[index + 1]?.role === "tool";
  const end = awaitsResult ? "<start_function_response>" : "<end_of_turn>\n";
  return `${isInTurn ? "" : "<start_of_turn>model\n"}${text}${called}${end}`;
}

/** The tool of a result: results come in the order of the calls before them. */
function calledTool(messages: readonly ChatMessage[], index: number): string {
  const before = messages.slice(0, index);
  const caller = before.findLastIndex(({ role, tool_calls: calls }) => role === "assistant" && calls?.length);
  if (caller === -1) return "";
  const position = before.slice(caller).filter(({ role }) => role === "tool").length;
  return before[caller]!.tool_calls![position]?.function.name ?? "";
}

function systemTurn(system: string, tools: readonly Decoded<Tool>[]): string {
  if (system === "" && tools.length === 0) return "";
  const text = trimSpace(system);
  const list = tools.map((tool) => `<start_function_declaration>${declaration(tool)}<end_function_declaration>`);
  const introduction =
    tools.length === 0 ? "" : `${system === "" ? "" : "\n"}${text === beforeTools ? "" : beforeTools}`;
  return `<start_of_turn>developer\n${text}${introduction}${list.join("")}<end_of_turn>\n`;
}

function declaration({ function: { name, description = "", parameters } }: Decoded<Tool>): string {
  const { properties, required, type } = parameters;
  const list = Object.entries(properties ?? {})
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([key, property]) => {
      const [first] = typesOf(property);
      const typed = first === undefined ? "" : `,type:${gemmaValue(first.toUpperCase(), notation)}`;
      return `${key}:{description:${gemmaValue(property.description ?? "", notation)}${typed}}`;
    });
  const schema = [
    ...(list.length > 0 ? [`properties:{${list.join(",")}}`] : []),
    ...(required?.length ? [`required:${gemmaValue(required, notation)}`] : []),
    ...(type ? [`type:${gemmaValue(type.toUpperCase(), notation)}`] : []),
  ];
  const about = properties === undefined && !type ? "" : `,parameters:{${schema.join(",")}}`;
  return `declaration:${name}{description:${gemmaValue(description, notation)}${about}}`;
}
