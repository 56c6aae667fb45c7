import { getString } from "@cria/engine";
import type { Tool } from "@cria/spec";
import type { Decoded } from "../http/decoded.ts";
import { parseTemplate } from "../prompts/gotemplate/index.ts";
import type { Thinking } from "../prompts/thinking.ts";
import type { StoredModel } from "../store/model.ts";
import { inferThinkingTags, type ThinkingTags } from "../store/thinking-tags.ts";
import { GenericParser } from "./generic-parser.ts";
import type { OutputParser } from "./output-parser.ts";
import { ThinkingParser } from "./thinking.ts";
import { toolCallMarker } from "./tool-call-marker.ts";
import { ToolCallParser } from "./tool-calls.ts";

/** What the output answers. */
export interface OutputContext {
  /** The prompt's text, and whether the weights' own template made it. */
  readonly prompt: { readonly text: string; readonly isNative: boolean };
  readonly thinking: Pick<Thinking, "on">;
  readonly tools: readonly Decoded<Tool>[];
}

/** How a model marks the parts of its output; what is absent it does not mark. */
interface OutputSyntax {
  readonly tags?: ThinkingTags | undefined;
  readonly marker?: string | undefined;
}

/**
 * The parser for a model's next output, by the template that made the prompt. Thinking that is not wanted and calls
 * without tools are not looked for. Throws a TemplateError for a template that can't be parsed, or as `gguf` does.
 */
export async function chooseOutputParser(
  model: Pick<StoredModel, "template" | "gguf">,
  { prompt, thinking, tools }: OutputContext,
): Promise<OutputParser> {
  if (!thinking.on && tools.length === 0) return new GenericParser();
  const { isNative, text } = prompt;
  const syntax = isNative ? jinjaSyntax(getString(await model.gguf(), "tokenizer.chat_template", "")) : goSyntax(model);
  const tags = thinking.on ? syntax.tags : undefined;
  const marker = tools.length > 0 ? syntax.marker : undefined;
  const names = tools.map((tool) => tool.function.name);
  return new GenericParser({
    thinking: tags && new ThinkingParser(tags, text.trimEnd().endsWith(tags.opening)),
    toolCalls: marker === undefined ? undefined : new ToolCallParser({ marker, names, returnsUnread: isNative }),
    callsAtEnd: isNative,
  });
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
