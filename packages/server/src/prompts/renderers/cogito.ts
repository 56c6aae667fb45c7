import { encodeJson } from "../../http/json.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { PromptInput } from "../renderer.ts";
import type { RendererDefinition } from "./definition.ts";
import { goArguments, goTool, indentedJson } from "./go-json.ts";

const bos = "<｜begin▁of▁sentence｜>";
const end = "<｜end▁of▁sentence｜>";
const who =
  "You are Cogito, an AI assistant created by Deep Cogito, which is an AI research lab based in San Francisco.";
const deepThinking = "Enable deep thinking subroutine.";

/** Cogito v2. It thinks only if it is told to. */
export const cogito: RendererDefinition = {
  bos,
  render({ messages, tools, thinking: { on } }) {
    const [first] = messages;
    const system = first?.role === "system" ? first.content : "";
    const rest = first?.role === "system" ? messages.slice(1) : messages;
    const about = [...(on ? [deepThinking] : []), who, ...(system === "" ? [] : [system])].join("\n\n");
    const spoken = rest.findLast(({ role }) => ["user", "assistant", "tool"].includes(role));
    return [
      bos,
      about,
      on && system !== "" ? "\n\n" : "",
      toolText(tools),
      ...rest.map((message, index) => renderMessage(rest, message, index)),
      spoken?.role === "user" ? "" : "<｜Assistant｜>",
      on ? "<think>\n" : "",
    ].join("");
  },
};

function toolText(tools: PromptInput["tools"]): string {
  if (tools.length === 0) return "";
  const list = tools.map((tool) => `${fenced(indentedJson(goTool(tool), "    "))}\n`);
  return `\nYou have the following functions available:\n${list.join("")}`;
}

function renderMessage(messages: readonly ChatMessage[], message: ChatMessage, index: number): string {
  const { role, content, tool_calls: calls = [] } = message;
  switch (role) {
    case "user":
      return `<｜User｜>${content}<｜Assistant｜>`;
    case "assistant":
      return `${content}${callsText(calls)}${end}`;
    case "tool": {
      const opens = messages[index - 1]?.role !== "tool" ? "<｜tool▁outputs▁begin｜>" : "";
      const closes = messages[index + 1]?.role !== "tool" ? "<｜tool▁outputs▁end｜>" : "\n";
      return `${opens}<｜tool▁output▁begin｜>${content}<｜tool▁output▁end｜>${closes}`;
    }
    default:
      return "";
  }
}

function callsText(calls: NonNullable<ChatMessage["tool_calls"]>): string {
  if (calls.length === 0) return "";
  const list = calls.map(({ function: called }) => {
    const given = fenced(encodeJson(goArguments(called.arguments)));
    return `<｜tool▁call▁begin｜>function<｜tool▁sep｜>${called.name}\n${given}<｜tool▁call▁end｜>`;
  });
  return `<｜tool▁calls▁begin｜>${list.join("\n")}<｜tool▁calls▁end｜>`;
}

function fenced(json: string): string {
  return `\`\`\`json\n${json}\n\`\`\``;
}
