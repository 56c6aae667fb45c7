import type { ToolCall } from "@cria/spec";
import type { ThinkingParser } from "./thinking.ts";
import type { ToolCallParser } from "./tool-calls.ts";

/** A piece of output, its parts told apart. */
export interface OutputDelta {
  readonly thinking: string;
  readonly content: string;
  readonly toolCalls: readonly ToolCall[];
}

export interface OutputParsers {
  /** Comes first; absent if thinking is not told from content. */
  readonly thinking?: ThinkingParser | undefined;
  /** Gets the content; absent if no calls are expected. */
  readonly toolCalls?: ToolCallParser | undefined;
  /** Whether all calls come at the end instead of each when it is complete. */
  readonly callsAtEnd?: boolean;
}

/** Tells the parts of one streamed output apart. Without parsers, all of it is content. */
export class OutputParser {
  readonly #parsers: OutputParsers;
  readonly #kept: ToolCall[] = [];

  constructor(parsers: OutputParsers = {}) {
    this.#parsers = parsers;
  }

  /** Takes more output; gives what is certain by now. */
  add(text: string): OutputDelta {
    const delta = this.#read(this.#parsers.thinking?.add(text) ?? { thinking: "", content: text });
    if (this.#parsers.callsAtEnd !== true) return delta;
    this.#kept.push(...delta.toolCalls);
    return { ...delta, toolCalls: [] };
  }

  /** Gives what was held back, now that the output is over. */
  end(): OutputDelta {
    const { thinking, content, toolCalls } = this.#read(this.#parsers.thinking?.end() ?? { thinking: "", content: "" });
    const rest = this.#parsers.toolCalls?.end() ?? "";
    return { thinking, content: content + rest, toolCalls: [...this.#kept, ...toolCalls] };
  }

  #read({ thinking, content }: { readonly thinking: string; readonly content: string }): OutputDelta {
    const parsed = this.#parsers.toolCalls?.add(content) ?? { content, calls: [] };
    return { thinking, content: parsed.content, toolCalls: parsed.calls };
  }
}
