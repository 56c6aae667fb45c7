import type { FreeSectionTags } from "@cria/engine";
import type { ThinkingTags } from "../store/thinking-tags.ts";
import type { OutputParser } from "./output-parser.ts";

/**
 * The part of an output that a parser does not take for content, so that no format holds it. Whether the output is inside
 * of it from the start is found by asking parsers that have read nothing yet. Undefined if content comes at once.
 */
export function freeSection(
  start: () => OutputParser,
  { opening, closing }: ThinkingTags,
): FreeSectionTags | undefined {
  for (const isOpen of [true, false]) {
    const parser = start();
    const { content } = parser.add(`${isOpen ? "" : opening}thought${closing}`);
    const rest = parser.add('{"a":1}').content + parser.end().content;
    if ((content + rest).trim() === '{"a":1}') return { opening, closing, isOpen };
  }
  return undefined;
}
