import { trimSpace } from "../../outputs/white-space.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { PromptInput, Renderer } from "../renderer.ts";
import type { RendererDefinition } from "./definition.ts";
import { type GemmaNotation, gemmaCall, gemmaValue } from "./gemma-notation.ts";
import { declaration } from "./gemma4-declaration.ts";
import { ImageMarks } from "./image-tags.ts";

const bos = "<bos>";
const notation: GemmaNotation = { mark: '<|"|>', nothing: "null" };
const channel = { begin: "<|channel>", end: "<channel|>" };

/** Gemma 4 E2B and E4B. It thinks only if it is told to. */
export const gemma4Small: RendererDefinition = { bos, render: gemma(false) };

/** Gemma 4 12B, 26B and 31B: an empty block of thinking tells it not to think. */
export const gemma4Large: RendererDefinition = { bos, render: gemma(true) };

/** Turns of a message each; results of tools stand behind their calls, and answers in a row share one turn. */
function gemma(marksNoThinking: boolean): Renderer {
  return ({ messages, tools, thinking: { on } }) => {
    const hasSystem = messages[0]?.role === "system" || messages[0]?.role === "developer";
    const rest = hasSystem ? messages.slice(1) : messages;
    const lastUser = rest.findLastIndex(({ role }) => role === "user");
    const steps = spokenSteps(rest, lastUser);
    const marks = new ImageMarks();
    const turns = steps.map((step, index) =>
      stepText(step, { before: steps[index - 1], behind: steps[index + 1] }, marks),
    );
    const system = hasSystem ? messages[0]!.content : undefined;
    return [bos, systemTurn(system, tools, on), ...turns, opening(steps.at(-1), on, marksNoThinking)].join("");
  };
}

/** A message that is no result, and the results of what it calls. */
interface Step {
  readonly message: ChatMessage;
  readonly calls: NonNullable<ChatMessage["tool_calls"]>;
  readonly results: readonly ChatMessage[];
  /** Whether its thinking is still of use. */
  readonly keepsThinking: boolean;
}

function spokenSteps(messages: readonly ChatMessage[], lastUser: number): Step[] {
  return messages.flatMap((message, index) => {
    if (message.role === "tool") return [];
    const { tool_calls: calls = [] } = message;
    const behind = messages.slice(index + 1);
    const end = behind.findIndex(({ role }) => role !== "tool");
    const results = calls.length === 0 ? [] : behind.slice(0, end === -1 ? behind.length : end);
    return [{ message, calls, results, keepsThinking: message.role === "assistant" && index > lastUser }];
  });
}

function systemTurn(system: string | undefined, tools: PromptInput["tools"], thinks: boolean): string {
  if (system === undefined && tools.length === 0 && !thinks) return "";
  const list = tools.map((tool) => `<|tool>${declaration(tool)}<tool|>`).join("");
  return `<|turn>system\n${thinks ? "<|think|>\n" : ""}${trimSpace(system ?? "")}${list}<turn|>\n`;
}

interface Neighbours {
  readonly before: Step | undefined;
  readonly behind: Step | undefined;
}

function stepText(step: Step, { before, behind }: Neighbours, marks: ImageMarks): string {
  const { message, calls, results, keepsThinking } = step;
  const isModel = message.role === "assistant";
  const isModelsTurn = isModel && before?.message.role === "assistant";
  const thought =
    keepsThinking && message.thinking ? `${channel.begin}thought\n${message.thinking}\n${channel.end}` : "";
  const called = calls.map((call) => `<|tool_call>${gemmaCall(call, notation)}<tool_call|>`).join("");
  const answered = results.map((result) => resultText(result, calls, marks)).join("");
  const text = trimSpace(isModel ? withoutThinking(message.content) : message.content);
  const said = thought + called + answered + marks.mark(message, text);
  const isSilent = text === "" && !message.images?.length;
  return `${isModelsTurn ? "" : `<|turn>${isModel ? "model" : message.role}\n`}${said}${stepEnd(step, behind, isSilent)}`;
}

function stepEnd({ message, calls, results }: Step, behind: Step | undefined, isSilent: boolean): string {
  if (calls.length > 0 && results.length === 0) return "<|tool_response>";
  if (message.role === "assistant" && behind?.message.role === "assistant") return "";
  return results.length > 0 && isSilent && behind === undefined ? "" : "<turn|>\n";
}

function resultText(result: ChatMessage, calls: Step["calls"], marks: ImageMarks): string {
  const id = result.tool_call_id;
  const named = id ? calls.find((call) => call.id === id)?.function.name : undefined;
  const name = named ?? (result.tool_name || "unknown");
  const value = gemmaValue(marks.mark(result, result.content), notation);
  return `<|tool_response>response:${name}{value:${value}}<tool_response|>`;
}

function withoutThinking(text: string): string {
  const [first, ...parts] = text.split(channel.begin);
  const behind = parts.map((part) => part.split(channel.end).slice(1).join(channel.end));
  return first + behind.join("");
}

function opening(last: Step | undefined, thinks: boolean, marksNoThinking: boolean): string {
  if (last === undefined || last.calls.length === 0) {
    return `<|turn>model\n${marksNoThinking && !thinks ? `${channel.begin}thought\n${channel.end}` : ""}`;
  }
  return thinks && last.results.length > 0 ? `${channel.begin}thought\n` : "";
}
