import type { FreeSectionTags } from "@cria/engine";
import type { ThinkingTags } from "../store/thinking-tags.ts";
import type { OutputParser } from "./output-parser.ts";

/** Tags between thinking and content in the outputs of models that name their parser. */
const knownTags: readonly ThinkingTags[] = [
  { opening: "<think>", closing: "</think>" },
  { opening: "<seed:think>", closing: "</seed:think>" },
  { opening: "<|channel>thought\n", closing: "<channel|>" },
  { opening: "<|START_THINKING|>", closing: "<|END_THINKING|>" },
  // Messages of other channels come before the one that answers.
  { opening: "<|channel|>analysis<|message|>", closing: "<|channel|>final<|message|>" },
];

/**
 * The part of an output that a parser does not take for content, so that no format holds it. Found by asking parsers that
 * have read nothing yet what they make of outputs with tags. Undefined if content comes at once.
 */
export function freeSection(
  start: () => OutputParser,
  tags: readonly ThinkingTags[] = knownTags,
): FreeSectionTags | undefined {
  for (const isOpen of [true, false]) {
    for (const { opening, closing } of tags) {
      const parser = start();
      const { content } = parser.add(`${isOpen ? "" : opening}thought${closing}`);
      const rest = parser.add('{"a":1}').content + parser.end().content;
      if ((content + rest).trim() === '{"a":1}') return { opening, closing, isOpen };
    }
  }
  return undefined;
}
