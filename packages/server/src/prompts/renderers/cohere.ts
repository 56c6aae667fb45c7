import { encodeJson } from "../../http/json.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { PromptInput } from "../renderer.ts";
import type { RendererDefinition } from "./definition.ts";
import { goArguments, goParameters, spacedJson } from "./go-json.ts";

const turnStart = "<|START_OF_TURN_TOKEN|>";
const turnEnd = "<|END_OF_TURN_TOKEN|>";

/** Cohere's North and Command A of 2026. It thinks unless it is told not to. The BOS is left to the tokenizer. */
export const cohere: RendererDefinition = {
  render({ messages, tools, thinking }) {
    const [first] = messages;
    const rest = first?.role === "system" ? messages.slice(1) : messages;
    const system = first?.role === "system" && first.content !== "" ? `${first.content}\n\n\n\n` : "";
    const ids = new CallIds();
    const turns = rest.map((message, index) => renderMessage(rest, message, index, ids));
    const last = rest.at(-1);
    const isOpen = last !== undefined && isModel(last) && !last.tool_calls?.length;
    const off = thinking.isSet && !thinking.on ? "<|END_THINKING|>" : "";
    const opening = isOpen ? "" : `${turnStart}<|CHATBOT_TOKEN|><|START_THINKING|>${off}`;
    return [textTurn("SYSTEM", system + toolText(tools)), ...turns, opening].join("");
  },
};

/** Calls are counted through the conversation; results name the count of their call. */
class CallIds {
  #count = 0;
  readonly #counts = new Map<string, string>();

  next(id: string | undefined): string {
    const count = String(this.#count++);
    if (id && !this.#counts.has(id)) this.#counts.set(id, count);
    return count;
  }

  /** The count of an earlier call, or else its id. */
  of(id: string | undefined): string {
    return this.#counts.get(id ?? "") ?? id ?? "";
  }
}

function isModel({ role }: ChatMessage): boolean {
  return role === "assistant" || role === "chatbot";
}

function textTurn(role: string, text: string): string {
  return `${turnStart}<|${role}_TOKEN|><|START_TEXT|>${text}<|END_TEXT|>${turnEnd}`;
}

function renderMessage(messages: readonly ChatMessage[], message: ChatMessage, index: number, ids: CallIds): string {
  switch (message.role) {
    case "system":
    case "user":
      return textTurn(message.role.toUpperCase(), message.content);
    case "tool": {
      const opens = messages[index - 1]?.role !== "tool" ? `${turnStart}<|SYSTEM_TOKEN|><|START_TOOL_RESULT|>[` : ",";
      const closes = messages[index + 1]?.role !== "tool" ? `\n\n]<|END_TOOL_RESULT|>${turnEnd}` : "";
      return opens + resultText(ids.of(message.tool_call_id), message.content) + closes;
    }
    default:
      return isModel(message) ? answer(message, index === messages.length - 1, ids) : "";
  }
}

/** A turn of the model: calls or text; a last text is left open. */
function answer({ content, thinking, tool_calls: calls = [] }: ChatMessage, isLast: boolean, ids: CallIds): string {
  const opening = `${turnStart}<|CHATBOT_TOKEN|>`;
  const thought = thinking ? `<|START_THINKING|>${thinking}<|END_THINKING|>` : "";
  if (calls.length === 0) {
    return `${opening}${thought}<|START_TEXT|>${content}${isLast ? "" : `<|END_TEXT|>${turnEnd}`}`;
  }
  const list = calls.map(({ id, function: called }) => {
    const given = spacedJson(goArguments(called.arguments));
    return `\n\n    {"tool_call_id": "${ids.next(id)}", "tool_name": "${called.name}", "parameters": ${given}}`;
  });
  // The white space is that of the format's template.
  return `${opening}\n            \n                ${thought}<|START_ACTION|>[${list.join(",")}\n\n]<|END_ACTION|>${turnEnd}`;
}

function resultText(id: string, content: string): string {
  return `
    {
        "tool_call_id": "${id}",
        "results": {

            
            "0": ${spacedJson({ content })}

        },
        "is_error": null
    }`;
}

function toolText(tools: PromptInput["tools"]): string {
  const list = tools.map(({ function: { name, description = "", parameters } }) => {
    const schema = spacedJson(goParameters(parameters));
    return `\n    {"name": ${encodeJson(name)}, "description": ${encodeJson(description)}, "parameters": ${schema}, "responses": null}`;
  });
  return `# Available Tools\n\`\`\`json\n[\n${list.join(",\n\n")}\n\n\n]\n\`\`\``;
}
