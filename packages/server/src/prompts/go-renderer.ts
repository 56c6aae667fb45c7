import type { ChatMessage } from "./chat-message.ts";
import { collate, systemText } from "./collate.ts";
import { goMessages } from "./go-messages.ts";
import { goTools } from "./go-tools.ts";
import {
  type Bounds,
  fullBounds,
  type GoObject,
  ollamaFunctions,
  parseTemplate,
  type Template,
} from "./gotemplate/index.ts";
import type { PromptInput, Renderer } from "./renderer.ts";
import type { Thinking } from "./thinking.ts";

/** The template of a model that has none. */
export const plainTemplate = "{{ .Prompt }}";

/**
 * A renderer from a Go template. A template that ranges over `.Messages` runs once; an older one runs once per turn, and
 * its last run ends behind `.Response`, where the model goes on. Throws TemplateError if the text cannot be parsed.
 */
export function goRenderer(text: string, bounds: Bounds = fullBounds): Renderer {
  const { template, isModern } = parse(text);
  return (input) => (isModern ? renderModern(template, input, bounds) : renderTurns(template, input, bounds));
}

/** A text with a gap that the model fills. */
export interface Gap {
  readonly prompt: string;
  readonly suffix: string;
  readonly thinking: Thinking;
}

/** The prompt for filling the gap between a prompt and a suffix. Throws TemplateError. */
export function renderInsert(text: string, { prompt, suffix, thinking }: Gap, bounds: Bounds = fullBounds): string {
  const { template } = parse(text);
  const data = { Prompt: prompt, Suffix: suffix, Response: "", ...thinkingVariables(thinking) };
  return template.execute(data, ollamaFunctions(), bounds);
}

function parse(text: string): { template: Template; isModern: boolean } {
  const template = parseTemplate(text);
  const names = template.identifiers();
  const isModern = names.has("messages");
  return { template: isModern || names.has("response") ? template : template.withResponse(), isModern };
}

function renderModern(template: Template, { messages, tools, thinking }: PromptInput, bounds: Bounds): string {
  const collated = collate(messages);
  const data = {
    System: systemText(messages),
    Messages: goMessages(collated),
    Tools: goTools(tools),
    Response: "",
    ...thinkingVariables(thinking),
  };
  return template.execute(data, ollamaFunctions(), bounds);
}

function renderTurns(template: Template, { messages, thinking }: PromptInput, bounds: Bounds): string {
  const variables = thinkingVariables(thinking);
  let output = "";
  let turn: Turn = emptyTurn;
  const run = () => {
    output += template.execute({ ...turn, ...variables }, ollamaFunctions(), bounds);
    turn = emptyTurn;
  };
  for (const { role, content } of collate(messages) satisfies ChatMessage[]) {
    if (role === "system") {
      if (turn.Prompt !== "" || turn.Response !== "") run();
      turn = { ...turn, System: content };
    } else if (role === "user") {
      if (turn.Response !== "") run();
      turn = { ...turn, Prompt: content };
    } else if (role === "assistant") {
      turn = { ...turn, Response: content };
    }
  }
  // The original runs the open turn without the functions that it adds.
  return output + template.cutAfterResponse().execute({ ...turn, ...variables }, {}, bounds);
}

interface Turn {
  readonly System: string;
  readonly Prompt: string;
  readonly Response: string;
}

const emptyTurn: Turn = { System: "", Prompt: "", Response: "" };

function thinkingVariables({ isSet, on, level }: Thinking): GoObject {
  return { Think: on, ThinkLevel: on ? (level ?? "medium") : "", IsThinkSet: isSet };
}
