import { trimEnd, trimSpace } from "../../outputs/white-space.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { PromptInput } from "../renderer.ts";
import type { RendererDefinition } from "./definition.ts";
import { goTool, goValue, spacedJson } from "./go-json.ts";

const bos = "〈|EOS|〉";
const defaultSystem =
  "You are a helpful, conversationally-fluent assistant made by Poolside. You are here to be helpful to users through natural language conversations.";
const beforeTools = `### Tools

You may call functions to assist with the user query.
All available function signatures are listed below:
<available_tools>
`;
const forEachCall = "For each function call, return an unescaped XML-like object with function name and arguments";
const exampleCall = `<tool_call>function-name
<arg_key>argument-key</arg_key>
<arg_value>value-of-argument-key</arg_value>
</tool_call>`;

/** Laguna. It thinks only if it is told to. An answer that the client began is for the model to go on with. */
export const laguna: RendererDefinition = {
  bos,
  render({ messages, tools, thinking: { on } }) {
    const { system, rest } = split(messages);
    const turns = rest.map((message, index) => {
      const isLast = index === rest.length - 1;
      if (message.role === "assistant") return answer(message, isLast);
      const tag = tagOf(message);
      return tag === undefined ? "" : `<${tag}>\n${message.content}\n</${tag}>\n`;
    });
    const opening = messages.at(-1)?.role === "assistant" ? "" : `<assistant>\n${on ? "<think>" : "</think>"}`;
    const about = system === "" ? "" : `\n${system}`;
    const list = tools.length === 0 ? "" : `\n\n${toolText(tools)}\n\n${callInstructions(on)}`;
    const header = about + list === "" ? "" : `<system>\n${about}${list}\n</system>\n`;
    return [bos, header, ...turns, opening].join("");
  },
};

/** Poolside v1: Laguna's format without newlines, and without going on with answers. */
export const poolside: RendererDefinition = {
  bos,
  render({ messages, tools, thinking: { on } }) {
    const { system, rest } = split(messages);
    const turns = rest.map((message) => {
      const { content, thinking: thought = "", tool_calls: calls = [] } = message;
      if (message.role === "assistant") {
        const called = calls.map((call) => callText(call, "")).join("");
        return `<assistant>${on ? `<think>${thought}` : ""}</think>${content}${called}</assistant>\n`;
      }
      const tag = tagOf(message);
      return tag === undefined ? "" : `<${tag}>${content}</${tag}>\n`;
    });
    const about = [system, toolText(tools)].filter(Boolean).join("\n\n");
    const header = about === "" && !on ? "" : `<system>${about}</system>\n`;
    return [bos, header, ...turns, `<assistant>${on ? "<think>" : "</think>"}`].join("");
  },
};

/** What the system says first, the default if nothing, and what comes behind. */
function split(messages: readonly ChatMessage[]): { system: string; rest: readonly ChatMessage[] } {
  const [first] = messages;
  return first?.role === "system"
    ? { system: trimEnd(first.content), rest: messages.slice(1) }
    : { system: defaultSystem, rest: messages };
}

function tagOf({ role }: ChatMessage): string | undefined {
  if (role === "user" || role === "system") return role;
  return role === "tool" ? "tool_response" : undefined;
}

function toolText(tools: PromptInput["tools"]): string {
  if (tools.length === 0) return "";
  return `${beforeTools}${tools.map((tool) => `${spacedJson(goTool(tool))}\n`).join("")}</available_tools>`;
}

function callInstructions(thinks: boolean): string {
  const where = "within '<tool_call>' and '</tool_call>' tags, like here:\n";
  return thinks
    ? `Wrap your thinking in '<think>', '</think>' tags, followed by a function call. ${forEachCall} ${where}<think> your thoughts here </think>\n${exampleCall}`
    : `${forEachCall} ${where}${exampleCall}`;
}

/** A turn of the model, left open if it comes last and says anything. */
function answer(message: ChatMessage, isLast: boolean): string {
  const { text, thought } = splitThinking(message);
  const parts = [
    "<assistant>",
    ...(thought === "" ? [] : ["<think>", thought]),
    "</think>",
    ...(text === "" ? [] : [text]),
    ...(message.tool_calls ?? []).map((call) => callText(call, "\n")),
  ];
  const isOpen = isLast && (text !== "" || thought !== "" || Boolean(message.tool_calls?.length));
  return `${[...parts, ...(isOpen ? [] : ["</assistant>"])].join("\n")}\n`;
}

/** Thinking is what the message says, or else what stands in tags in its text. */
function splitThinking({ content, thinking = "" }: ChatMessage): { text: string; thought: string } {
  const parts = content.split("</think>");
  if (parts.length === 1) return { text: trimSpace(content), thought: trimSpace(thinking) };
  const inText = parts[0]!.split("<think>").at(-1)!;
  return { text: trimSpace(parts.at(-1)!), thought: trimSpace(thinking === "" ? inText : thinking) };
}

/** A call as tags with `between` behind each; texts stand as they are, other values as JSON. */
function callText({ function: called }: NonNullable<ChatMessage["tool_calls"]>[number], between: string): string {
  const given = Object.entries(called.arguments).map(([name, value]) => {
    const text = typeof value === "string" ? value : spacedJson(goValue(value));
    return `<arg_key>${name}</arg_key>${between}<arg_value>${text}</arg_value>${between}`;
  });
  return `<tool_call>${called.name}${between}${given.join("")}</tool_call>`;
}
