import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { textInPieces } from "../pieces.ts";
import { type ParserCase, parseAll, readParserCases, startParser } from "./cases.ts";
import { parsers } from "./registry.ts";

const families = readdirSync(import.meta.dir).flatMap((file) => /^(.*)\.cases\.json$/.exec(file)?.[1] ?? []);
const cases = (await Promise.all(families.map(readParserCases))).flatMap((each) => each.cases);
const { tools } = cases.find((each) => each.tools !== undefined)!;

/** What is worth meeting in outputs of a parser: its tags, and pieces of its cases between them. */
function fragments(name: string): string[] {
  const texts = cases.filter((each) => each.parser === name).map((each) => each.text);
  const tags = parsers[name]!.visibleTokens;
  const parts = texts.flatMap((text) => text.split(/(<[^<>]*>|\s+|[{}[\]:,"])/)).filter((part) => part !== "");
  return [...new Set([...tags, ...tags.map((tag) => tag.slice(0, 4)), ...parts, ...texts, " ", "\n", "{}", '"'])];
}

const lastMessages: ParserCase["lastMessage"][] = [
  undefined,
  { role: "user", content: "x" },
  { role: "tool", content: "x" },
  { role: "assistant", content: "x" },
  { role: "assistant", content: "", thinking: "x" },
];

describe.each(Object.keys(parsers))("%s", (parser) => {
  const setting = fc.record({
    think: fc.constantFrom(undefined, true, false, "low" as const),
    lastMessage: fc.constantFrom(...lastMessages),
    tools: fc.constantFrom([], tools ?? []),
  });
  const start = ({ think, lastMessage, tools }: typeof setting extends fc.Arbitrary<infer Value> ? Value : never) =>
    startParser({
      parser,
      tools,
      ...(think === undefined ? {} : { think }),
      ...(lastMessage === undefined ? {} : { lastMessage }),
    });

  test("gives the same for any pieces, and never throws", () => {
    fc.assert(
      fc.property(setting, textInPieces(fragments(parser)), (input, { text, pieces }) => {
        expect(parseAll(start(input), pieces)).toEqual(parseAll(start(input), [text]));
      }),
      { numRuns: 300 },
    );
  });

  test("gives the same for its cases in any pieces", () => {
    const own = cases.filter((each) => each.parser === parser);
    if (own.length === 0) throw new Error(`no cases for ${parser}`);
    const piece = fc.constantFrom(...own).chain((each) => {
      const cut = fc.uniqueArray(fc.nat({ max: each.text.length }), { maxLength: 8 });
      return cut.map((ends) => ({ each, ends: [...ends, each.text.length].sort((a, b) => a - b) }));
    });
    fc.assert(
      fc.property(piece, ({ each, ends }) => {
        const pieces = ends.map((end, index) => each.text.slice(ends[index - 1] ?? 0, end));
        expect(parseAll(startParser(each), pieces)).toEqual(parseAll(startParser(each), [each.text]));
      }),
      { numRuns: 200 },
    );
  });
});
