import type { ChatMessage } from "../chat-message.ts";
import type { PromptInput, Renderer } from "../renderer.ts";
import { toolResult, turn } from "./chatml.ts";
import type { RendererDefinition } from "./definition.ts";
import { goArguments, goTool, spacedJson } from "./go-json.ts";
import { textsWithImages } from "./image-tags.ts";
import { lastQueryIndex } from "./last-query.ts";

const beforeTools = `# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>`;

const behindTools = `
</tools>

For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call>`;

/** Qwen3-VL without thinking, unless it is told to think. */
export const qwenVlInstruct: RendererDefinition = { render: qwenVl(false) };

/** Qwen3-VL with thinking, unless it is told not to think. */
export const qwenVlThinking: RendererDefinition = { render: qwenVl(true) };

/** ChatML; tools and calls are JSON. Thinking stays in the history behind the last question only. */
function qwenVl(thinksByDefault: boolean): Renderer {
  return ({ messages, tools, thinking }) => {
    const thinks = thinking.isSet ? thinking.on : thinksByDefault;
    const texts = textsWithImages(messages);
    const lastQuery = lastQueryIndex(messages, texts);
    const turns = messages.map((message, index) => {
      const text = texts[index]!;
      switch (message.role) {
        case "user":
          return turn("user", text);
        case "system":
          return index === 0 ? "" : turn("system", text);
        case "tool":
          return toolResult(messages, index, text);
        case "assistant": {
          const isLast = index === messages.length - 1;
          return answer(message, text, { thinks: thinks && index > lastQuery, isLast });
        }
        default:
          return "";
      }
    });
    const last = messages.at(-1);
    const opening = last === undefined || last.role === "assistant" ? "" : "<|im_start|>assistant\n";
    return [systemTurn(messages, tools), ...turns, opening, opening !== "" && thinks ? "<think>\n" : ""].join("");
  };
}

function systemTurn(messages: readonly ChatMessage[], tools: PromptInput["tools"]): string {
  const system = messages[0]?.role === "system" ? messages[0].content : undefined;
  if (tools.length === 0) return system === undefined ? "" : turn("system", system);
  const list = tools.map((tool) => `\n${spacedJson(goTool(tool))}`).join("");
  return turn("system", `${system === undefined ? "" : `${system}\n\n`}${beforeTools}${list}${behindTools}`);
}

/** A turn of the model; the last one is left open. */
function answer(
  { thinking: thought = "", tool_calls: calls = [] }: ChatMessage,
  text: string,
  { thinks, isLast }: { readonly thinks: boolean; readonly isLast: boolean },
): string {
  const behind = text === "" ? "" : `\n</think>\n\n${text.replace(/^\n+/, "")}`;
  const hasBlock = thinks && (isLast || thought !== "");
  const said = hasBlock ? `<think>\n${thought.replace(/^\n+|\n+$/g, "")}${behind}` : text;
  const called = calls.map((call, index) => `${index > 0 || text !== "" ? "\n" : ""}${callJson(call)}`).join("");
  return isLast ? `<|im_start|>assistant\n${said}${called}` : turn("assistant", said + called);
}

/** A call as JSON between tags. */
function callJson({ function: called }: NonNullable<ChatMessage["tool_calls"]>[number]): string {
  const given = spacedJson(goArguments(called.arguments));
  return `<tool_call>\n{"name": "${called.name}", "arguments": ${given}}\n</tool_call>`;
}
