import type { CallReader } from "./parsed-call.ts";
import { type Sections, TaggedParser } from "./tagged-parser.ts";

/** The parts of an output of this shape. */
export type Part = "thinking" | "content" | "call";

export interface ThinkingThenTools {
  /** Tags around thinking; absent for a model that does not think. Output may begin with the opening tag once more. */
  readonly thinking?: { readonly opening?: string; readonly closing: string };
  /** Tags around each call. The opening one ends thinking too. */
  readonly call: { readonly opening: string; readonly closing: string; readonly read: CallReader };
}

/**
 * A parser of the commonest shape: thinking, content, and calls between tags among it. White space next to tags and at
 * the end is dropped.
 */
export function thinkingThenTools(
  { thinking, call }: ThinkingThenTools,
  start: "thinking" | "content",
): TaggedParser<Part> {
  const toCall = { tag: call.opening, to: "call", trimBefore: true } as const;
  const closing = thinking?.closing;
  const sections: Sections<Part> = {
    thinking: {
      is: "thinking",
      ...(thinking?.opening === undefined ? {} : { openings: [{ tag: thinking.opening }] }),
      exits: [
        ...(closing === undefined ? [] : [{ tag: closing, to: "content", trimBefore: true, trimAfter: true } as const]),
        toCall,
      ],
      dropsLastSpace: true,
    },
    content: { is: "content", exits: [toCall], dropsLastSpace: true },
    call: { is: call.read, exits: [{ tag: call.closing, to: "content", trimAfter: true }] },
  };
  return new TaggedParser(sections, start);
}
