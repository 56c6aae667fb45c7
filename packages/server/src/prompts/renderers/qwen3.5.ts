import { trimSpace } from "../../outputs/white-space.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { Renderer } from "../renderer.ts";
import { toolResult, turn } from "./chatml.ts";
import type { RendererDefinition } from "./definition.ts";
import { goTool, spacedJson } from "./go-json.ts";
import { textsWithImages } from "./image-tags.ts";
import { lastQueryIndex } from "./last-query.ts";
import { callInstructions, callText } from "./qwen-coder.ts";
import { effortSentence, foldInstructions, requireQuestion } from "./qwen3.8.ts";

interface Variant {
  /** Whether every turn of the model carries a block of thinking, not only those behind the last question. */
  readonly keepsBlocks?: boolean;
  /** Qwen3.8: one system turn, a sentence about effort, and no thinking taken out of texts. */
  readonly isQwen38?: boolean;
}

/** Qwen3.5. */
export const qwen3_5: RendererDefinition = { render: qwen({}) };

/** Qwen3.8. Throws RenderError for a conversation without a question and for images of the system. */
export const qwen3_8: RendererDefinition = { render: qwen({ keepsBlocks: true, isQwen38: true }) };

/** Ornith. */
export const ornith: RendererDefinition = { render: qwen({ keepsBlocks: true }) };

/** ChatML; tools are JSON, calls are tags. Texts go without the white space around them. */
function qwen({ keepsBlocks = false, isQwen38 = false }: Variant): Renderer {
  return ({ messages: sent, tools, thinking }) => {
    const messages = isQwen38 ? foldInstructions(sent) : sent;
    if (isQwen38) requireQuestion(messages);
    const thinks = thinking.isSet ? thinking.on : true;
    const texts = textsWithImages(messages).map(trimSpace);
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
          const hasBlock = keepsBlocks || (thinks && index > lastQuery);
          const said = answer(message, text, { hasBlock, findsTags: !isQwen38 });
          return isLast ? `<|im_start|>assistant\n${said}` : turn("assistant", said);
        }
        default:
          return isQwen38 ? turn(message.role, text) : "";
      }
    });
    const system = messages[0]?.role === "system" ? texts[0]! : undefined;
    const effort = isQwen38 ? effortSentence(thinking) : "";
    const first = tools.length > 0 ? toolTurn(tools.map(goTool), system, effort) : systemTurn(system, effort, isQwen38);
    return [first, ...turns, opening(messages, thinks)].join("");
  };
}

function opening(messages: readonly ChatMessage[], thinks: boolean): string {
  const last = messages.at(-1);
  if (last === undefined || last.role === "assistant") return "";
  return `<|im_start|>assistant\n<think>\n${thinks ? "" : "\n</think>\n\n"}`;
}

function toolTurn(tools: readonly object[], system: string | undefined, effort: string): string {
  const list = tools.map((tool) => `\n${spacedJson(tool)}`).join("");
  const about = `# Tools\n\nYou have access to the following functions:\n\n<tools>${list}\n</tools>${callInstructions}`;
  return turn("system", [effort, about, system].filter(Boolean).join("\n\n"));
}

function systemTurn(system: string | undefined, effort: string, skipsEmpty: boolean): string {
  const text = [effort, system].filter(Boolean).join("\n\n");
  return text === "" && (skipsEmpty || system === undefined) ? "" : turn("system", text);
}

/** What the model said: a block of thinking, its text, its calls. */
function answer(
  { thinking: thought = "", tool_calls: calls = [] }: ChatMessage,
  text: string,
  { hasBlock, findsTags }: { readonly hasBlock: boolean; readonly findsTags: boolean },
): string {
  const parts = splitThinking(text, hasBlock ? thought : "", findsTags);
  const between = trimSpace(parts.text) === "" ? "" : "\n\n";
  const called = calls.map((call, index) => `${index === 0 ? between : "\n"}${callText(call)}`).join("");
  return `${hasBlock ? `<think>\n${parts.thought}\n</think>\n\n` : ""}${parts.text}${called}`;
}

/** Thinking is what the message says, or else what stands in tags in its text. */
function splitThinking(text: string, thought: string, findsTags: boolean): { thought: string; text: string } {
  if (thought !== "") return { thought: trimSpace(thought), text };
  const end = findsTags ? text.indexOf("</think>") : -1;
  if (end === -1) return { thought: "", text };
  const before = text.slice(0, end);
  const start = before.lastIndexOf("<think>");
  return {
    thought: trimSpace(start === -1 ? before : before.slice(start + "<think>".length)),
    text: text.slice(end + "</think>".length).replace(/^\n+/, ""),
  };
}
