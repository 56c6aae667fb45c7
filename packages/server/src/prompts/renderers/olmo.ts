import { compareBytes, encodeJson } from "../../http/json.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { PromptInput, Renderer } from "../renderer.ts";
import { turn } from "./chatml.ts";
import type { RendererDefinition } from "./definition.ts";
import { goTool, goValue, spacedJson } from "./go-json.ts";

const olmo =
  "You are Olmo, a helpful AI assistant built by Ai2. Your date cutoff is December 2024, and your model weights are available at https://huggingface.co/allenai.";
const noFunctions = "You do not currently have access to any functions. <functions></functions>";
const withFunctions =
  "You are provided with function signatures within <functions></functions> XML tags. You may call one or more functions to assist with the user query. Output any function calls within <function_calls></function_calls> XML tags. Do not make assumptions about what values to plug into functions.";

/** Olmo 3 Instruct. */
export const olmo3: RendererDefinition = { render: instruct("You are a helpful function-calling AI assistant.") };

/** Olmo 3.1 Instruct. */
export const olmo31: RendererDefinition = { render: instruct(olmo) };

/** Olmo 3 7B Think and Olmo 3.1 32B Think. */
export const olmo3Think: RendererDefinition = { render: think(olmo) };

/** Olmo 3 32B Think. */
export const olmo3Think32B: RendererDefinition = { render: think("You are a helpful AI assistant.") };

/** ChatML; tools are one list of JSON, calls look like Python. The first system message is the only one. */
function instruct(defaultSystem: string): Renderer {
  return ({ messages, tools }) => {
    const rest = messages.filter(({ role }) => role !== "system");
    const last = rest.at(-1);
    const isOpen = last?.role === "assistant" && !last.tool_calls?.length;
    const turns = rest.map((message) => {
      switch (message.role) {
        case "user":
          return turn("user", message.content);
        case "tool":
          return turn("environment", message.content);
        case "assistant":
          return isOpen && message === last
            ? `<|im_start|>assistant\n${message.content}`
            : turn("assistant", message.content + callsText(message.tool_calls ?? []));
        default:
          return "";
      }
    });
    const opening = isOpen && last.content !== "" ? "" : "<|im_start|>assistant\n";
    return [turn("system", systemText(messages, tools, defaultSystem)), ...turns, opening].join("");
  };
}

function systemText(messages: readonly ChatMessage[], tools: PromptInput["tools"], defaultSystem: string): string {
  const list = tools.length === 0 ? "" : `<functions>${spacedJson(tools.map(goTool))}</functions>`;
  const system = messages.find(({ role }) => role === "system");
  if (system !== undefined) return system.content + list;
  return `${defaultSystem} ${list === "" ? noFunctions : withFunctions + list}`;
}

function callsText(calls: NonNullable<ChatMessage["tool_calls"]>): string {
  if (calls.length === 0) return "";
  const lines = calls.map(({ function: called }) => {
    const given = Object.entries(called.arguments).sort(([a], [b]) => compareBytes(a, b));
    return `${called.name}(${given.map(([name, value]) => `${name}=${encodeJson(goValue(value))}`).join(", ")})`;
  });
  return `<function_calls>${lines.join("\n")}</function_calls>`;
}

/** ChatML without tools; the model always thinks, in a turn of its own. */
function think(defaultSystem: string): Renderer {
  return ({ messages }) => {
    const system = messages.find(({ role }) => role === "system");
    const spoken = messages.filter(({ role }) => role === "user" || role === "assistant");
    return [
      turn("system", system === undefined ? defaultSystem : `${system.content} ${noFunctions}`),
      ...spoken.map(({ role, content }) => turn(role, content)),
      "<|im_start|>assistant\n<think>",
    ].join("");
  };
}
