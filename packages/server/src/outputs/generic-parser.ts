import type { ToolCall } from "@cria/spec";
import type { OutputDelta, OutputParser } from "./output-parser.ts";
import type { ThinkingParser } from "./thinking.ts";
import type { ToolCallParser } from "./tool-calls.ts";

export interface PartParsers {
  /** Comes first; absent if thinking is not told from content. */
  readonly thinking?: ThinkingParser | undefined;
  /** Gets the content; absent if no calls are expected. */
  readonly toolCalls?: ToolCallParser | undefined;
  /** Whether all calls come at the end instead of each when it is complete. */
  readonly callsAtEnd?: boolean;
}

/** The parser of models that name none: thinking first, calls in what follows. Without parsers, all of it is content. */
export class GenericParser implements OutputParser {
  readonly #parsers: PartParsers;
  readonly #kept: ToolCall[] = [];

  constructor(parsers: PartParsers = {}) {
    this.#parsers = parsers;
  }

  add(text: string): OutputDelta {
    const delta = this.#read(this.#parsers.thinking?.add(text) ?? { thinking: "", content: text });
    if (this.#parsers.callsAtEnd !== true) return delta;
    this.#kept.push(...delta.toolCalls);
    return { ...delta, toolCalls: [] };
  }

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
