import { encodeJson } from "../../http/json.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { PromptInput } from "../renderer.ts";
import type { RendererDefinition } from "./definition.ts";
import { goArguments, goParameters } from "./go-json.ts";

const bos = "<｜begin▁of▁sentence｜>";
const end = "<｜end▁of▁sentence｜>";

const callInstructions = `
IMPORTANT: ALWAYS adhere to this exact format for tool use:
<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>tool_call_name<｜tool▁sep｜>tool_call_arguments<｜tool▁call▁end｜>{{additional_tool_calls}}<｜tool▁calls▁end｜>

Where:

- \`tool_call_name\` must be an exact match to one of the available tools
- \`tool_call_arguments\` must be valid JSON that strictly follows the tool's Parameters Schema
- For multiple tool calls, chain them directly without separators or spaces
`;

/** DeepSeek-V3.1. It thinks only if it is told to. */
export const deepseek: RendererDefinition = {
  bos,
  render({ messages, tools, thinking }) {
    const systems = messages.filter(({ role }) => role === "system").map(({ content }) => content);
    const lastUser = messages.findLastIndex(({ role }) => role === "user");
    let previous: string | undefined;
    const turns = messages.map((message, index) => {
      const follows = previous;
      if (["user", "assistant", "tool"].includes(message.role)) previous = message.role;
      const thinks = thinking.on && index > lastUser && Boolean(message.thinking);
      return renderMessage(message, follows, thinks);
    });
    const opening = previous === "user" ? `<｜Assistant｜>${thinking.on ? "<think>" : "</think>"}` : "";
    return [bos, systems.join("\n\n"), toolText(tools), ...turns, opening].join("");
  },
};

/** A message behind one of the role `follows`. */
function renderMessage(message: ChatMessage, follows: string | undefined, thinks: boolean): string {
  const { role, content, tool_calls: calls = [] } = message;
  if (role === "user") return `<｜User｜>${content}`;
  if (role === "tool") return `<｜tool▁output▁begin｜>${content}<｜tool▁output▁end｜>`;
  if (role !== "assistant") return "";
  const opening = follows === "user" ? "<｜Assistant｜>" : "";
  if (calls.length > 0) {
    const list = calls.map(callText).join("");
    const said = `${content}<｜tool▁calls▁begin｜>${list}<｜tool▁calls▁end｜>${end}`;
    return opening === "" ? said : `${opening}</think>${said}`;
  }
  const block = opening === "" ? "" : thinks ? "<think>" : "</think>";
  return `${opening}${block}${follows === "tool" ? content : behindThinking(content)}${end}`;
}

function callText({ function: called }: NonNullable<ChatMessage["tool_calls"]>[number]): string {
  const given = encodeJson(goArguments(called.arguments));
  return `<｜tool▁call▁begin｜>${called.name}<｜tool▁sep｜>${given}<｜tool▁call▁end｜>`;
}

function behindThinking(text: string): string {
  const index = text.indexOf("</think>");
  return index === -1 ? text : text.slice(index + "</think>".length);
}

function toolText(tools: PromptInput["tools"]): string {
  if (tools.length === 0) return "";
  const list = tools.map(({ function: { name, description = "", parameters } }) => {
    const schema = encodeJson(goParameters(parameters));
    return `\n### ${name}\nDescription: ${description}\n\nParameters: ${schema}\n`;
  });
  return `\n\n## Tools\nYou have access to the following tools:\n${list.join("")}${callInstructions}`;
}
