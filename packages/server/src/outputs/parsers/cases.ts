import { expect, test } from "bun:test";
import { join } from "node:path";
import type { Message, Think, Tool } from "@cria/spec";
import { fromStored } from "../../prompts/chat-message.ts";
import { resolveThinking } from "../../prompts/thinking.ts";
import type { OutputParser } from "../output-parser.ts";
import type { ParserDefinition } from "./definition.ts";
import { findParser } from "./registry.ts";

/** Outputs of models and what the parsers of a family make of them. */
interface Cases {
  readonly origin: string;
  /** What the original says of each parser. */
  readonly parsers: Readonly<Record<string, Pick<ParserDefinition, "can" | "visibleTokens">>>;
  readonly cases: readonly ParserCase[];
}

export interface ParserCase {
  readonly parser: string;
  readonly title: string;
  readonly text: string;
  readonly tools?: readonly Tool[];
  readonly think?: Think;
  readonly lastMessage?: Message;
  /** What the original makes of the text as a whole. */
  readonly output: Parsed | { readonly error: string };
  /** What the original makes of it character by character, where that differs. */
  readonly byCharacter?: Parsed | { readonly error: string };
  /** What ours makes of it, where that differs, and why. */
  readonly ours?: Parsed;
  readonly because?: string;
}

/** An output, its parts told apart; what is empty is left out. */
export interface Parsed {
  readonly thinking?: string;
  readonly content?: string;
  readonly calls?: readonly { readonly index: number; readonly name: string; readonly arguments: object }[];
}

export async function readParserCases(family: string): Promise<Cases> {
  return (await Bun.file(join(import.meta.dir, `${family}.cases.json`)).json()) as Cases;
}

/** A parser as a case wants it. */
export function startParser({ parser, tools = [], think, lastMessage }: Omit<ParserCase, "title" | "text" | "output">) {
  return findParser(parser)!.start({
    tools: [...tools],
    thinking: resolveThinking(think, false),
    lastMessage: lastMessage && fromStored(lastMessage),
  });
}

/** What a parser makes of an output that comes in pieces. */
export function parseAll(parser: OutputParser, pieces: readonly string[]): Parsed {
  const deltas = [...pieces.map((piece) => parser.add(piece)), parser.end()];
  const join = (part: "thinking" | "content") => deltas.map((delta) => delta[part]).join("");
  const calls = deltas.flatMap((delta) => delta.toolCalls);
  for (const { id } of calls) expect(id).toMatch(/^call_[a-z0-9]{8}$/);
  const [thinking, content] = [join("thinking"), join("content")];
  return {
    ...(thinking === "" ? {} : { thinking }),
    ...(content === "" ? {} : { content }),
    ...(calls.length === 0
      ? {}
      : { calls: calls.map((call) => ({ ...call.function, index: call.function.index ?? -1 })) }),
  };
}

/** Tests the parsers of a family against `<family>.cases.json`. */
export async function testParsers(family: string): Promise<void> {
  const { origin, parsers, cases } = await readParserCases(family);
  test.each(Object.keys(parsers))("%s: what models with it can do, the tokens it must see", (name) => {
    const { can, visibleTokens } = findParser(name)!;
    expect([...can]).toEqual([...parsers[name]!.can]);
    expect([...visibleTokens].sort()).toEqual([...parsers[name]!.visibleTokens].sort());
  });
  test.each(cases.map((each) => [`${each.parser}, ${origin}: ${each.title}`, each] as const))("%s", (_, each) => {
    const expected = each.ours ?? each.output;
    expect(parseAll(startParser(each), [each.text])).toEqual(expected as Parsed);
    expect(parseAll(startParser(each), [...each.text])).toEqual(expected as Parsed);
    if (each.ours !== undefined) expect(each.ours as object).not.toEqual(each.output);
  });
}
