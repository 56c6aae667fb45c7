import { compareBytes } from "../../http/json.ts";
import { isBlank, trimSpace } from "../../outputs/white-space.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { PromptInput, Renderer } from "../renderer.ts";
import { turn } from "./chatml.ts";
import type { RendererDefinition } from "./definition.ts";
import { goValue, parametersJson, spacedJsonUnescaped } from "./go-json.ts";
import { textsWithImages } from "./image-tags.ts";

const bos = "<|startoftext|>";

/** LFM2 without thinking. */
export const lfm2: RendererDefinition = { bos, render: liquid(false) };

/** LFM2 that thinks if it is told to; earlier thinking stays only then. */
export const lfm2Thinking: RendererDefinition = { bos, render: liquid(true) };

/** ChatML; tools are JSON, calls look like Python and stand before the text. */
function liquid(canThink: boolean): Renderer {
  return ({ messages, tools, thinking }) => {
    const hasSystem = messages[0]?.role === "system";
    const texts = textsWithImages(messages);
    const keepsThinking = canThink && thinking.on;
    const lastAnswer = messages.findLastIndex(({ role }) => role === "assistant");
    const turns = messages.map((message, index) => {
      const text = texts[index]!;
      if (hasSystem && index === 0) return "";
      switch (message.role) {
        case "assistant": {
          const said = answer(message, text, canThink);
          const kept = keepsThinking || index === lastAnswer ? said : withoutThinking(said);
          return index === messages.length - 1 ? `<|im_start|>assistant\n${kept}` : turn("assistant", kept);
        }
        case "tool":
          return turn("tool", isResult(text) ? text : `<|tool_response_start|>${text}<|tool_response_end|>`);
        default:
          return turn(message.role, text);
      }
    });
    const system = [hasSystem ? messages[0]!.content : "", toolText(tools)].filter(Boolean).join("\n");
    const opening = messages.at(-1)?.role === "assistant" ? "" : "<|im_start|>assistant\n";
    return [bos, system === "" ? "" : turn("system", system), ...turns, opening].join("");
  };
}

function toolText(tools: PromptInput["tools"]): string {
  if (tools.length === 0) return "";
  const list = tools.map(({ function: { name, description, parameters } }) => {
    const head = spacedJsonUnescaped({ name, description: description || undefined }).slice(0, -1);
    return `${head}, "parameters": ${parametersJson(parameters)}}`;
  });
  return `List of tools: <|tool_list_start|>[${list.join(", ")}]<|tool_list_end|>`;
}

/** What the model said: thinking, calls, text. What stands in the text already is not repeated. */
function answer({ thinking: thought, tool_calls: calls = [] }: ChatMessage, text: string, canThink: boolean): string {
  let said = text;
  if (calls.length > 0 && !text.includes("<|tool_call_start|>")) {
    said = `${callsText(calls)}${isBlank(text) ? "" : "\n"}${text}`;
  }
  return canThink && thought && !said.includes("</think>") ? `<think>${thought}</think>${said}` : said;
}

function callsText(calls: NonNullable<ChatMessage["tool_calls"]>): string {
  const list = calls.map(({ function: called }) => {
    const given = Object.entries(called.arguments).sort(([a], [b]) => compareBytes(a, b));
    return `${called.name}(${given.map(([name, value]) => `${name}=${spacedJsonUnescaped(goValue(value))}`).join(",")})`;
  });
  return `<|tool_call_start|>[${list.join(",")}]<|tool_call_end|>`;
}

function withoutThinking(text: string): string {
  const end = text.lastIndexOf("</think>");
  return end === -1 ? text : trimSpace(text.slice(end + "</think>".length));
}

function isResult(text: string): boolean {
  return text.includes("<|tool_response_start|>");
}
