import { encodeJson } from "../../http/json.ts";
import { trimSpace } from "../../outputs/white-space.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { PromptInput } from "../renderer.ts";
import type { RendererDefinition } from "./definition.ts";
import { goTool, goValue, spacedJson } from "./go-json.ts";
import { seenBy, textsWithImages } from "./image-tags.ts";

const start = "[gMASK]<sop>";

const beforeTools = `<|system|>
# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>`;

const behindTools = `
</tools>

For each function call, output the function name and arguments within the following XML format:
<tool_call>{function-name}<arg_key>{arg-key-1}</arg_key><arg_value>{arg-value-1}</arg_value><arg_key>{arg-key-2}</arg_key><arg_value>{arg-value-2}</arg_value>...</tool_call>`;

/** GLM-4.7. It thinks unless it is told not to; earlier thinking stays. */
export const glm47: RendererDefinition = {
  render({ messages, tools, thinking }) {
    const thinks = thinking.on || !thinking.isSet;
    const turns = messages.map((message, index) => turnOf47(message, messages[index - 1]?.role));
    return [start, toolText(tools), ...turns, "<|assistant|>", thinks ? "<think>" : "</think>"].join("");
  },
};

function turnOf47({ role, content, thinking, tool_calls: calls = [] }: ChatMessage, follows: string | undefined) {
  switch (role) {
    case "system":
    case "user":
      return `<|${role}|>${content}`;
    case "assistant":
      return `<|assistant|>${thinking ? `<think>${thinking}` : ""}</think>${content}${calls.map(callText).join("")}`;
    case "tool":
      return `${follows === "tool" ? "" : "<|observation|>"}<tool_response>${content}</tool_response>`;
    default:
      return "";
  }
}

/** GLM-OCR: as GLM-4.6, with tags on lines of their own. `/nothink` tells it not to think. */
export const glmOcr: RendererDefinition = {
  render({ messages, tools, thinking }) {
    const isOff = thinking.isSet && !thinking.on;
    const texts = textsWithImages(seenBy(["user", "tool"], messages));
    const turns = messages.map((message, index) => {
      const { role, content, thinking: thought = "", tool_calls: calls = [] } = message;
      const text = texts[index]!;
      switch (role) {
        case "system":
          return `<|system|>\n${content}\n`;
        case "user":
          return `<|user|>\n${text}${isOff && !content.endsWith("/nothink") ? "/nothink" : ""}`;
        case "assistant": {
          const said = content === "" ? "" : `\n${trimSpace(content)}`;
          const called = calls.map((call) => `\n${callText(call)}`).join("");
          return `<|assistant|>\n<think>${trimSpace(thought)}</think>${said}${called}\n`;
        }
        case "tool": {
          const opens = messages[index - 1]?.role !== "tool";
          return `${opens ? "<|observation|>" : ""}\n<tool_response>\n${text}\n</tool_response>\n`;
        }
        default:
          return "";
      }
    });
    return [start, toolText(tools), ...turns, "<|assistant|>\n", isOff ? "<think></think>\n" : ""].join("");
  },
};

function toolText(tools: PromptInput["tools"]): string {
  if (tools.length === 0) return "";
  const list = tools.map((tool) => `\n${spacedJson(goTool(tool))}`).join("");
  return `${beforeTools}${list}${behindTools}`;
}

/** A call as tags; texts stand as they are, other values as JSON. */
function callText({ function: called }: NonNullable<ChatMessage["tool_calls"]>[number]): string {
  const given = Object.entries(called.arguments).map(([name, value]) => {
    const text = typeof value === "string" ? value : encodeJson(goValue(value));
    return `<arg_key>${name}</arg_key><arg_value>${text}</arg_value>`;
  });
  return `<tool_call>${called.name}${given.join("")}</tool_call>`;
}
