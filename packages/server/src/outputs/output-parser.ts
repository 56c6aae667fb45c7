import type { ToolCall } from "@cria/spec";

/** A piece of output, its parts told apart. */
export interface OutputDelta {
  readonly thinking: string;
  readonly content: string;
  readonly toolCalls: readonly ToolCall[];
}

/** The delta in which nothing is certain. */
export const emptyDelta: OutputDelta = { thinking: "", content: "", toolCalls: [] };

/**
 * Tells the parts of one streamed output apart. The deltas joined do not depend on the pieces in which the text comes.
 * Never throws: what can't be read as a call is content or left out.
 */
export interface OutputParser {
  /** Takes more output; gives what is certain by now. */
  add(text: string): OutputDelta;
  /** Gives what was held back, now that the output is over. */
  end(): OutputDelta;
}
