import type { Capability, Tool } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";
import type { ChatMessage } from "../../prompts/chat-message.ts";
import type { Thinking } from "../../prompts/thinking.ts";
import type { ThinkingTags } from "../../store/thinking-tags.ts";
import type { OutputParser } from "../output-parser.ts";

/** What an output answers. */
export interface ParserInput {
  /** Tools as the client named them. */
  readonly tools: readonly Decoded<Tool>[];
  readonly thinking: Thinking;
  /** The conversation's end, which the model may be going on with. */
  readonly lastMessage: ChatMessage | undefined;
}

/** A parser of the outputs of a family of models, which models choose by name. */
export interface ParserDefinition {
  /** What a model with this parser can do. */
  readonly can: readonly Extract<Capability, "tools" | "thinking">[];
  /** Texts that must reach the parser even if they are special tokens, which are left out of an output otherwise. */
  readonly visibleTokens: readonly string[];
  /** The tools as the model knows them, where that differs. */
  readonly rename?: (tools: readonly Decoded<Tool>[]) => readonly Decoded<Tool>[];
  /** Tags around what comes before content, where something does. What the prompt ends in may hold the opening one. */
  readonly thinkingTags?: (input: ParserInput) => ThinkingTags;
  /** A parser for one output. */
  readonly start: (input: ParserInput) => OutputParser;
}

/** Whether the model goes on with an answer that the client began. */
export function isPrefilled({ lastMessage }: Pick<ParserInput, "lastMessage">): boolean {
  return lastMessage?.role === "assistant" && lastMessage.content !== "";
}

/** Whether the model thinks, for models that do so unless told otherwise. */
export function thinksByDefault({ thinking }: Pick<ParserInput, "thinking">): boolean {
  return thinking.on || !thinking.isSet;
}

/** The tags that most models think between. */
export function thinkTags(): ThinkingTags {
  return { opening: "<think>", closing: "</think>" };
}
