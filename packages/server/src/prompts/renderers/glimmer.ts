import type { ChatMessage } from "../chat-message.ts";
import { currentDate } from "../gotemplate/functions/dates.ts";
import type { PromptInput } from "../renderer.ts";
import type { Thinking } from "../thinking.ts";
import type { RendererDefinition } from "./definition.ts";
import { toolInstructions, validRecipients } from "./glimmer-tools.ts";
import { goText, goValue, spacedJsonUnescaped } from "./go-json.ts";
import { textsWithImages } from "./image-tags.ts";

const bos = "<|begin_of_text|>";
const endOfTurn = "<|eot|>";
const endOfMessage = "<|eom|>";

/** Glimmer. Each message names who reads it: the model itself (thinking), a tool, the user. */
export const glimmer: RendererDefinition = {
  bos,
  render(input) {
    const { messages } = input;
    const texts = textsWithImages(messages);
    const turns = messages.map((message, index) => {
      const text = texts[index]!;
      switch (message.role) {
        case "system":
          return messageText("system", systemText(text, input), endOfTurn);
        case "user":
          return messageText("user", text, endOfTurn);
        case "tool": {
          const name = toolName(message, messages);
          return messageText(`tool ${name}`, `<tool_output name="${name}">\n${text}\n</tool_output>`, endOfTurn);
        }
        case "assistant":
          return answer(message, text, messages[index + 1]?.role === "assistant");
        default:
          return "";
      }
    });
    const hasSystem = messages.some(({ role }) => role === "system");
    const system = hasSystem ? "" : messageText("system", defaultSystemText(input), endOfTurn);
    return [bos, system, ...turns, "<|start|>assistant"].join("");
  },
};

function messageText(header: string, text: string, end: string): string {
  return `<|start|>${header}<|message|>${text}${end}`;
}

/** What the model said: thinking, then calls or text. */
function answer({ thinking, tool_calls: calls = [] }: ChatMessage, text: string, goesOn: boolean): string {
  const thought = thinking ? messageText("assistant to=self", thinking, endOfMessage) : "";
  if (calls.length === 0) {
    return text === "" && thought !== "" ? thought : thought + messageText("assistant to=user", text, endOfTurn);
  }
  const list = calls.map((call, index) => {
    const end = index < calls.length - 1 || goesOn ? endOfMessage : endOfTurn;
    return messageText(`assistant to=${call.function.name}`, callText(call), end);
  });
  return thought + list.join("");
}

function callText({ function: called }: NonNullable<ChatMessage["tool_calls"]>[number]): string {
  const parameters = Object.entries(called.arguments).map(
    ([name, value]) => `<atem:parameter name="${name}">${valueText(value)}</atem:parameter>\n`,
  );
  return `<atem:function_calls>\n<atem:invoke name="${called.name}">\n${parameters.join("")}</atem:invoke>\n</atem:function_calls>`;
}

function valueText(value: unknown): string {
  return typeof value === "object" && value !== null ? spacedJsonUnescaped(goValue(value)) : goText(value);
}

/** The tool of a result: the one that it names, or else the one that the call of its id called. */
function toolName({ tool_name: name, tool_call_id: id = "" }: ChatMessage, messages: readonly ChatMessage[]): string {
  if (name || id === "") return name ?? "";
  const calls = messages.flatMap(({ tool_calls: each = [] }) => each);
  return calls.findLast((call) => call.id === id)?.function.name ?? id;
}

function defaultSystemText({ tools, thinking }: PromptInput): string {
  const about = `You are a helpful AI assistant.\nKnowledge cutoff: 2026-01-04.\nCurrent date: ${currentDate(new Date())}.`;
  return `${about}\n\n${strengthSentence(thinking)}${toolParts(tools)}`;
}

function systemText(content: string, { tools, thinking }: PromptInput): string {
  const text = content.replace(/[Rr]easoning effort|Reasoning Effort|REASONING EFFORT/g, strengthFor);
  const says = text.toLowerCase().includes("reasoning strength");
  return `${text}${says ? "" : `\n\n${strengthSentence(thinking)}`}${toolParts(tools)}`;
}

/** Models know effort as strength. */
function strengthFor(effort: string): string {
  return effort.replace("effort", "strength").replace("Effort", "Strength").replace("EFFORT", "STRENGTH");
}

function toolParts(tools: PromptInput["tools"]): string {
  return `${tools.length === 0 ? "" : `\n\n${toolInstructions(tools)}`}\n\n${validRecipients(tools)}`;
}

function strengthSentence({ isSet, on, level }: Thinking): string {
  return `Reasoning strength: ${isSet && !on ? "none" : (level ?? "high")}.`;
}
