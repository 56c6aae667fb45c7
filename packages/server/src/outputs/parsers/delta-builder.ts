import type { ToolCall } from "@cria/spec";
import type { OutputDelta } from "../output-parser.ts";
import { CallSyntaxError, type ParsedCall, toToolCall } from "./parsed-call.ts";

/** A delta in the making. */
export class DeltaBuilder implements OutputDelta {
  thinking = "";
  content = "";
  readonly toolCalls: ToolCall[] = [];

  /**
   * Adds the calls that `read` gives, counted from `index`, or `text`, which holds them, as content if they can't be read.
   * Gives the number of calls.
   */
  addCalls(read: () => readonly ParsedCall[], index: number, text: string): number {
    try {
      const calls = read();
      this.toolCalls.push(...calls.map((call, position) => toToolCall(call, index + position)));
      return calls.length;
    } catch (error) {
      if (!(error instanceof CallSyntaxError)) throw error;
      this.content += text;
      return 0;
    }
  }
}
