import type { Tool, ToolProperty } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";
import type { ChatMessage } from "../chat-message.ts";
import type { PromptInput, Renderer } from "../renderer.ts";
import { BoundedInterpreter, range } from "./interpreter.ts";
import { Environment, parseJinja } from "./library.ts";
import { format } from "./strftime.ts";

/** Texts of the tokens that chat templates write themselves; `""` where the model has none. */
export interface SpecialTokens {
  readonly bos: string;
  readonly eos: string;
  /** Whether the tokenizer puts BOS before every text. */
  readonly addsBos: boolean;
}

/** No chat template is longer than this many characters. */
const longestTemplate = 1_000_000;

/**
 * A renderer from a model's Jinja chat template. A BOS that the template writes first is left out if the tokenizer adds
 * one. Throws what the template or the parser of templates throws, with a text for the client.
 */
export function jinjaRenderer(text: string, tokens: SpecialTokens): Renderer {
  if (text.length > longestTemplate) throw new Error("the chat template is too long");
  const program = parseJinja(text);
  return (input) => {
    const environment = new Environment();
    for (const [name, value] of Object.entries(variables(input, tokens))) environment.set(name, value);
    const prompt = String(new BoundedInterpreter(environment).run(program).value);
    return tokens.addsBos && tokens.bos !== "" && prompt.startsWith(tokens.bos)
      ? prompt.slice(tokens.bos.length)
      : prompt;
  };
}

function variables({ messages, tools, thinking }: PromptInput, tokens: SpecialTokens): Record<string, unknown> {
  return {
    true: true,
    false: false,
    none: null,
    True: true,
    False: false,
    None: null,
    range,
    raise_exception: (message: unknown) => {
      throw new Error(String(message));
    },
    strftime_now: (pattern: string) => format(new Date(), pattern),
    messages: messages.map(jinjaMessage),
    ...(tools.length === 0 ? {} : { tools: tools.map(jinjaTool) }),
    add_generation_prompt: true,
    bos_token: tokens.bos,
    eos_token: tokens.eos,
    ...(thinking.isSet ? { enable_thinking: thinking.on } : {}),
    ...(thinking.level === undefined ? {} : { reasoning_effort: thinking.level }),
  };
}

function jinjaMessage(message: ChatMessage): Record<string, unknown> {
  const { role, content, thinking, tool_calls, tool_name, tool_call_id } = message;
  return {
    role,
    content,
    ...(thinking ? { reasoning_content: thinking } : {}),
    ...(tool_calls?.length ? { tool_calls: tool_calls.map(jinjaToolCall) } : {}),
    ...(tool_name ? { name: tool_name } : {}),
    ...(tool_call_id ? { tool_call_id } : {}),
  };
}

type ToolCalls = NonNullable<ChatMessage["tool_calls"]>;

function jinjaToolCall({ id, function: called }: ToolCalls[number]): Record<string, unknown> {
  return {
    ...(id ? { id } : {}),
    type: "function",
    function: { name: called.name, arguments: called.arguments },
  };
}

/** A tool with its keys in the order in which models know them. */
function jinjaTool({ type, items, function: called }: Decoded<Tool>): Record<string, unknown> {
  const { name, description, parameters } = called;
  return defined({
    type,
    items,
    function: defined({
      name,
      description: description ?? "",
      parameters: defined({
        type: parameters.type,
        $defs: parameters.$defs,
        items: parameters.items,
        required: parameters.required,
        properties: jinjaProperties(parameters.properties ?? {}),
      }),
    }),
  });
}

function jinjaProperties(properties: Readonly<Record<string, Decoded<ToolProperty>>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, jinjaProperty(property)]));
}

function jinjaProperty(property: Decoded<ToolProperty>): Record<string, unknown> {
  const { anyOf, type, items, description, properties, required } = property;
  return defined({
    anyOf: anyOf?.map(jinjaProperty),
    type,
    items,
    description: description || undefined,
    enum: property.enum,
    properties: properties && jinjaProperties(properties),
    required,
  });
}

function defined(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
