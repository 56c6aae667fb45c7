import { type FreeSectionTags, getString } from "@cria/engine";
import type { Tool } from "@cria/spec";
import type { Decoded } from "../http/decoded.ts";
import type { ChatMessage } from "../prompts/chat-message.ts";
import { parseTemplate } from "../prompts/gotemplate/index.ts";
import type { Thinking } from "../prompts/thinking.ts";
import type { StoredModel } from "../store/model.ts";
import { inferThinkingTags, type ThinkingTags } from "../store/thinking-tags.ts";
import { freeSection } from "./free-section.ts";
import { GenericParser } from "./generic-parser.ts";
import type { OutputParser } from "./output-parser.ts";
import { parserName } from "./parsers/parser-name.ts";
import { findParser } from "./parsers/registry.ts";
import { ThinkingParser } from "./thinking.ts";
import { toolCallMarker } from "./tool-call-marker.ts";
import { ToolCallParser } from "./tool-calls.ts";

/** What the output answers. */
export interface OutputContext {
  /** The prompt's text, whether the weights' own template made it, and the end of the conversation. */
  readonly prompt: { readonly text: string; readonly isNative: boolean; readonly lastMessage?: ChatMessage };
  readonly thinking: Thinking;
  readonly tools: readonly Decoded<Tool>[];
  /** Whether the prompt went to the model as it was, without the form that a parser that the model names relies on. */
  readonly isRaw: boolean;
}

/** The parser for one output. */
export interface ChosenParser {
  readonly parser: OutputParser;
  /** Texts of special tokens that it must see. */
  readonly visibleTokens: readonly string[];
  /** Whether the model names it. */
  readonly isNamed: boolean;
  /** The part of the output that comes before content; undefined if content comes at once. */
  readonly freeSection?: FreeSectionTags | undefined;
}

/** How a model marks the parts of its output; what is absent it does not mark. */
interface OutputSyntax {
  readonly tags?: ThinkingTags | undefined;
  readonly marker?: string | undefined;
}

/**
 * The parser for a model's next output: the one that the model names, or else one by the template that made the prompt.
 * Throws a TemplateError for a template that can't be parsed, or as `gguf` does.
 */
export async function chooseOutputParser(
  model: Pick<StoredModel, "template" | "gguf" | "config">,
  context: OutputContext,
): Promise<ChosenParser> {
  const named = context.isRaw ? undefined : findParser(parserName(model));
  if (named === undefined) return genericParser(model, context);
  const { tools, thinking, prompt } = context;
  const input = { tools, thinking, lastMessage: prompt.lastMessage };
  const start = () => named.start(input);
  const tags = named.thinkingTags?.(input);
  const free = tags && freeSection(start, tags);
  return { parser: start(), visibleTokens: named.visibleTokens, isNamed: true, freeSection: free };
}

/** Thinking that is not wanted and calls without tools are not looked for. */
async function genericParser(
  model: Pick<StoredModel, "template" | "gguf">,
  { prompt, thinking, tools }: OutputContext,
): Promise<ChosenParser> {
  if (!thinking.on && tools.length === 0) return { parser: new GenericParser(), visibleTokens: [], isNamed: false };
  const { isNative, text } = prompt;
  const syntax = isNative ? jinjaSyntax(getString(await model.gguf(), "tokenizer.chat_template", "")) : goSyntax(model);
  const tags = thinking.on ? syntax.tags : undefined;
  const marker = tools.length > 0 ? syntax.marker : undefined;
  const names = tools.map((tool) => tool.function.name);
  const isOpen = tags !== undefined && text.trimEnd().endsWith(tags.opening);
  const parser = new GenericParser({
    thinking: tags && new ThinkingParser(tags, isOpen),
    toolCalls: marker === undefined ? undefined : new ToolCallParser({ marker, names, returnsUnread: isNative }),
    callsAtEnd: isNative,
  });
  // The engine of the original shows the tags of its own templates too.
  const shown = tags && isNative ? [tags.opening, tags.closing] : [];
  const free = tags && { ...tags, isOpen };
  return { parser, visibleTokens: [...shown, ...markerTokens(marker)], isNamed: false, freeSection: free };
}

/** The text of the special token that a marker may begin with, or else the marker; none for bare JSON. */
function markerTokens(marker: string | undefined): string[] {
  if (marker === undefined || marker === "{" || marker === "[") return [];
  const token = /^(\[[^\]]*\]|<[^>]*>)/.exec(marker)?.[0];
  return [token ?? marker];
}

function goSyntax({ template: text }: Pick<StoredModel, "template">): OutputSyntax {
  if (text === undefined) return {};
  const template = parseTemplate(text);
  return { tags: inferThinkingTags(template), marker: toolCallMarker(template) };
}

/** What nearly all chat templates have in common. */
function jinjaSyntax(template: string): OutputSyntax {
  const thinks = template.includes("<think>") && template.includes("</think>");
  return {
    tags: thinks ? { opening: "<think>", closing: "</think>" } : undefined,
    marker: template.includes("<tool_call>") ? "<tool_call>" : undefined,
  };
}
