import type { Tool, ToolProperty } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";
import { trimSpace } from "../../outputs/white-space.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { PromptInput, Renderer } from "../renderer.ts";
import { turn } from "./chatml.ts";
import type { RendererDefinition } from "./definition.ts";
import { goProperty, goText, goValue, typesOf } from "./go-json.ts";
import { seenBy, textsWithImages } from "./image-tags.ts";
import { pythonJson } from "./python-json.ts";
import { callInstructions } from "./qwen-coder.ts";

/** Nemotron 3 Nano. `/think` and `/no_think` in texts of the user and the system turn thinking on and off. */
export const nemotron3: RendererDefinition = { render: nemotron(false) };

/** Nemotron 3.5 Nano: without those switches, but with a medium effort. */
export const nemotron3_5: RendererDefinition = { render: nemotron(true) };

const emptyBlock = "<think></think>";

/** ChatML, tools and calls as tags. The answer is always one of its own, even behind one that the client began. */
function nemotron(is35: boolean): Renderer {
  return ({ messages, tools, thinking }) => {
    const hasSystem = messages[0]?.role === "system";
    const rest = hasSystem ? messages.slice(1) : messages;
    const texts = textsWithImages(seenBy(["user", "system", "tool"], rest));
    const lastUser = rest.findLastIndex(({ role }) => role === "user");
    const on = thinking.on || !thinking.isSet;
    const thinks = is35 ? on : switched(messages, on);
    const effort = is35 && thinking.level === "medium" ? "\n\n{reasoning effort: efficient}" : "";
    const system = hasSystem ? messages[0]!.content : "";
    const turns = rest.map((message, index) => {
      const text = texts[index]!;
      switch (message.role) {
        case "assistant":
          return turn("assistant", answer(message, { is35, isOld: index < lastUser }));
        case "user":
        case "system": {
          const suffix = message.role === "user" && index === lastUser ? effort : "";
          return turn(message.role, is35 ? text + suffix : trimSpace(withoutSwitches(text)));
        }
        case "tool":
          return toolResult(rest, index, text);
        default:
          return turn(message.role, message.content);
      }
    });
    const about = [is35 ? system : withoutSwitches(system), toolText(tools)].filter(Boolean).join("\n\n");
    return [turn("system", about), ...turns, `<|im_start|>assistant\n${thinks ? "<think>\n" : emptyBlock}`].join("");
  };
}

/** Whether the model thinks, by the last text that has a switch. `</think>` is none. */
function switched(messages: readonly ChatMessage[], on: boolean): boolean {
  let thinks = on;
  for (const { role, content } of messages) {
    if (role !== "user" && role !== "system") continue;
    if (/(?<!<)\/think|<\/think(?!>)/.test(content)) thinks = true;
    else if (content.includes("/no_think")) thinks = false;
  }
  return thinks;
}

function withoutSwitches(text: string): string {
  const parts = text.split("</think>");
  return parts.map((part) => part.replaceAll("/think", "").replaceAll("/no_think", "")).join("</think>");
}

/** What the model said. Turns before the last question lose their thinking, but not the block that held it. */
function answer(message: ChatMessage, { is35, isOld }: { readonly is35: boolean; readonly isOld: boolean }): string {
  const { content, thinking: thought, tool_calls: calls = [] } = message;
  let text = content;
  if (thought) text = is35 ? `<think>\n${thought}</think>${content}` : `<think>\n${thought}\n</think>\n${content}`;
  else if (!/<\/?think>/.test(content)) text = emptyBlock + content;
  if (calls.length === 0) return trimSpace(isOld ? withEmptyBlock(text) : text);
  const said = isOld ? emptyBlock + trimSpace(behindThinking(text)) : trimSpace(text);
  return `${trimSpace(said)}\n${calls.map(callText).join("")}`;
}

function withEmptyBlock(text: string): string {
  return text.includes("<think>") && text.includes("</think>") ? emptyBlock + behindThinking(text) : text;
}

/** What follows the thinking, or what comes before if it never ends. */
function behindThinking(text: string): string {
  const end = text.lastIndexOf("</think>");
  return end === -1 ? text.split("<think>", 1)[0]! : text.slice(end + "</think>".length);
}

function callText({ function: called }: NonNullable<ChatMessage["tool_calls"]>[number]): string {
  const parameters = Object.entries(called.arguments).map(
    ([name, value]) => `<parameter=${name}>\n${pythonText(value)}\n</parameter>\n`,
  );
  return `<tool_call>\n<function=${called.name}>\n${parameters.join("")}</function>\n</tool_call>\n`;
}

/** Results that come first open no turn. */
function toolResult(messages: readonly ChatMessage[], index: number, text: string): string {
  const opens = index > 0 && messages[index - 1]!.role !== "tool" ? "<|im_start|>user\n" : "";
  const closes = messages[index + 1]?.role !== "tool" ? "<|im_end|>\n" : "";
  return `${opens}<tool_response>\n${text}\n</tool_response>\n${closes}`;
}

function toolText(tools: PromptInput["tools"]): string {
  if (tools.length === 0) return "";
  const list = tools.map((tool) => `\n${functionText(tool.function)}`).join("");
  return `# Tools\n\nYou have access to the following functions:\n\n<tools>${list}\n</tools>${callInstructions}`;
}

function functionText({ name, description, parameters }: Decoded<Tool>["function"]): string {
  const { $defs, items, required, properties = {} } = parameters;
  return [
    "<function>",
    tag("name", name),
    tag("description", description ? trimSpace(description) : undefined),
    "<parameters>",
    ...Object.entries(properties).map(([key, property]) => parameterText(key, property)),
    tag("$defs", present($defs) && pythonText($defs)),
    tag("items", present(items) && pythonText(items)),
    tag("required", required?.length ? pythonJson(required) : undefined),
    "</parameters>",
    "</function>",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function parameterText(name: string, property: Decoded<ToolProperty>): string {
  const types = typesOf(property);
  const schema = goProperty(property);
  const others = ["enum", "anyOf", "items", "properties", "required"];
  return [
    "<parameter>",
    tag("name", name),
    tag("type", types.length === 1 ? types[0] : types.length > 0 && `['${types.join("', '")}']`),
    tag("description", property.description ? trimSpace(property.description) : undefined),
    ...others.map((key) => tag(key, schema[key] !== undefined && pythonJson(schema[key]))),
    "</parameter>",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** An element on a line of its own; empty for what is not there. */
function tag(name: string, text: string | false | undefined): string {
  return text === false || text === undefined ? "" : `<${name}>${text}</${name}>`;
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A value as Python prints it into a text, objects and lists as JSON. */
function pythonText(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "object" ? pythonJson(goValue(value)) : goText(value);
}
